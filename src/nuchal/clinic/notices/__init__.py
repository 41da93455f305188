"""The outbox: each message is written in the transaction of what it is about, and sent by a worker when it is due."""
