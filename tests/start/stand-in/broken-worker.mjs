// Ends as soon as it is started, every time.
process.exit(3);
