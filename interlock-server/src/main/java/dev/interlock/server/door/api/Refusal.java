package dev.interlock.server.door.api;

/** A refusal carries the answer to a request out of the code that reads it. Control flow inside this package alone. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ApiReply reply;

    Refusal(ApiReply reply) {
        super("refused", null, false, false);
        this.reply = reply;
    }

    ApiReply reply() {
        return reply;
    }
}
