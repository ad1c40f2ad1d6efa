package dev.interlock.server.upstream;

/** The choice of the era to speak with an upstream. */
public enum EraChoice {
    /** Ask for the modern one first and fall back. */
    AUTO,
    MODERN,
    LEGACY
}
