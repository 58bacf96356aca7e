export const SCHEDULES_KEY = ['schedules', 'pages'] as const;
