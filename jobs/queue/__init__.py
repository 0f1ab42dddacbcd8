"""Work on a queue: the scheduler only queues tasks, workers on any machine do them."""
