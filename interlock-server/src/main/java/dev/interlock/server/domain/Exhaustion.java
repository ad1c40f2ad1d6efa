package dev.interlock.server.domain;

/**
 * The end of a process whose writer ran out of memory. Any line may have been the one that failed, so that its state is none that
 * anybody thought of, and it would answer nothing, or something, for as long as it lives. What is recorded is durable, and another
 * process begins with that. The launcher has the JVM do the same for every thread ({@code -XX:+ExitOnOutOfMemoryError}); this is for
 * those who start the server in another way.
 */
final class Exhaustion {
    /** The exit code, which is that of the JVM itself. */
    static final int CODE = 3;

    private Exhaustion() {}

    static void endIf(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            // A log line or a close would take memory, so there is neither.
            Runtime.getRuntime().halt(CODE);
        }
    }
}
