package dev.interlock.server.upstream;

/** The choice of the era to speak with an upstream. */
public enum EraChoice {
    /** The modern era is asked for first, with the legacy one to fall back to. */
    AUTO,
    MODERN,
    LEGACY
}
