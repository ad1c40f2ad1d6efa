package dev.interlock.server.upstream;

/** Which era to speak with an upstream. */
public enum EraChoice {
    /** Ask for the modern one first and fall back. */
    AUTO,
    MODERN,
    LEGACY
}
