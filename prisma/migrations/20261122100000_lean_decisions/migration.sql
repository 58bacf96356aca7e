-- A decision is found by its own id, which is its attempt's. Nothing asks by task, and every assignment paid for the index.
DROP INDEX "decision_task_id_idx";
