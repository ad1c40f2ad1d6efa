package dev.interlock.server.door.mcp.request;

/** The end of a wait for the approval of a held call. */
public enum ApprovalWait {
    /** The hold was approved, or the caller wants to know: the call is decided again. */
    AGAIN,
    /** There is no wait: the caller is told what to do. */
    NOT,
    /** There will be no approval. */
    ENDED
}
