export const REST_BASE = '/api/v1/orchestration';
