package dev.interlock.server.door.mcp.request;

/** What came of waiting for the approval of a held call. */
public enum ApprovalWait {
    /** Somebody has approved, or the caller wants to know: it is decided again. */
    AGAIN,
    /** Nobody waits: the caller is told what to do. */
    NOT,
    /** There will be no approval. */
    ENDED
}
