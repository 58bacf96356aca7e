// The layout engine, off the main thread. It answers the messages of elkjs/lib/elk-api.js.
import 'elkjs/lib/elk-worker.min.js';
