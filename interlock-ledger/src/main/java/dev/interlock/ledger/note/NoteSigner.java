package dev.interlock.ledger.note;

/** Signs the text of notes. Implementations are safe for use by many threads, and never show their secret. */
public interface NoteSigner {
    /** The public key of the signatures. */
    VerifierKey verifierKey();

    /** The signature of {@code text}, without the key id. */
    byte[] sign(String text);
}
