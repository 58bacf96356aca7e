import type { LiveMessage, LiveTopic, LiveTopicName } from '@/server/core/live/live-message.ts';

/** Names a topic, whatever place it starts from. */
export function topicName(topic: LiveTopic): LiveTopicName {
  if (typeof topic === 'string') return topic;
  return 'run' in topic ? `run:${topic.run}` : `logs:${topic.logs}`;
}

/** Whom a message concerns. */
export function topicsOf(message: LiveMessage): LiveTopicName[] {
  switch (message.kind) {
    case 'runs':
    case 'agents':
    case 'breakers':
      return [message.kind];
    case 'run':
      return [`run:${message.runId}`];
    case 'logs':
      return [`logs:${message.taskId}`];
    case 'reset':
      return message.topics;
  }
}

/** The topic that goes on behind a message; the same when the message says nothing of its place. */
export function topicAfter(topic: LiveTopic, message: LiveMessage): LiveTopic {
  if (typeof topic === 'string') return topic;
  if (message.kind === 'run' && 'run' in topic) {
    const last = message.events.at(-1);
    return last ? { ...topic, after: last.seq } : topic;
  }
  return message.kind === 'logs' && 'logs' in topic ? { ...topic, after: message.cursor } : topic;
}
