package dev.interlock.engine.model;

/**
 * A payee, recipient, host or other value that a call reaches, as a digest: rules compare destinations, and never show them.
 *
 * @param path place of the value in the call ({@code args.to}), or the name of one of its {@linkplain CallFacts#values values}
 * @param digest {@code sha-256:} and the hex digest of the value in its canonical form
 * @param carried whether the call does not reach it, but takes it along in a body
 */
public record Destination(String path, String digest, boolean carried) {

    /** A destination that the call itself reaches. */
    public Destination(String path, String digest) {
        this(path, digest, false);
    }
}
