package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Visit;

/**
 * What somebody typed before they could answer: kept, so that nobody types it twice.
 *
 * @param comment the reason
 * @param code of the call, as far as it was typed
 */
record Typed(String comment, String code) {

    static final Typed NOTHING = new Typed("", "");

    private static final int LONGEST_COMMENT = 1_024;
    private static final int LONGEST_CODE = 40;

    static Typed of(Visit visit) {
        return new Typed(visit.field("comment").orElse(""), visit.field("code").orElse(""));
    }

    /** What of it an answer may have: no more is kept. */
    Typed bounded() {
        return new Typed(
                comment.substring(0, Math.min(comment.length(), LONGEST_COMMENT)),
                code.substring(0, Math.min(code.length(), LONGEST_CODE)));
    }
}
