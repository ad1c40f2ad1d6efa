package dev.interlock.engine.codec;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;

/** Events about the ledger itself. */
final class LedgerCodec {

    static final String SNAPSHOT_TAKEN = "snapshot-taken";
    static final String ANCHOR_USED = "anchor-used";
    static final String CLOSED = "ledger-closed";
    static final String REOPENED = "ledger-reopened";
    static final String ACCEPTANCE_PROPOSED = "acceptance-proposed";
    static final String ACCEPTANCE_ANSWERED = "acceptance-answered";

    private static final Words<LedgerDoubt> CAUSES = new Words<>("cause", LedgerDoubt.class);

    private LedgerCodec() {}

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.SnapshotTaken taken -> {
                out.text("digest", taken.digest());
                out.number("size", taken.size());
                yield SNAPSHOT_TAKEN;
            }
            case LedgerEvent.AnchorUsed used -> ANCHOR_USED;
            case LedgerEvent.Closed closed -> {
                out.optionalText("anchor", closed.anchor());
                CAUSES.write(out, "cause", closed.cause());
                out.optionalText("note", closed.note());
                yield CLOSED;
            }
            case LedgerEvent.Reopened reopened -> {
                CAUSES.write(out, "cause", reopened.cause());
                yield REOPENED;
            }
            case LedgerEvent.AcceptanceProposed proposed -> {
                out.number("acceptance", proposed.acceptance());
                out.record("by", proposed.by(), ActorCodec::write);
                out.forgettableText("reason", proposed.reason());
                yield ACCEPTANCE_PROPOSED;
            }
            case LedgerEvent.AcceptanceAnswered answered -> {
                out.number("acceptance", answered.acceptance());
                out.record("by", answered.by(), ActorCodec::write);
                out.forgettableText("comment", answered.comment());
                out.truth("confirmed", answered.confirmed());
                out.flag("single_administrator", answered.singleAdministrator());
                yield ACCEPTANCE_ANSWERED;
            }
        };
    }

    static LedgerEvent.SnapshotTaken readSnapshotTaken(Reader in) {
        return new LedgerEvent.SnapshotTaken(in.number("size"), in.text("digest"));
    }

    static LedgerEvent.Closed readClosed(Reader in) {
        return new LedgerEvent.Closed(CAUSES.read(in, "cause"), in.optionalText("anchor"), in.optionalText("note"));
    }

    static LedgerEvent.Reopened readReopened(Reader in) {
        return new LedgerEvent.Reopened(CAUSES.read(in, "cause"));
    }

    static LedgerEvent.AcceptanceProposed readAcceptanceProposed(Reader in) {
        return new LedgerEvent.AcceptanceProposed(
                in.number("acceptance"), in.record("by", ActorCodec::read), in.forgettableText("reason"));
    }

    static LedgerEvent.AcceptanceAnswered readAcceptanceAnswered(Reader in) {
        return new LedgerEvent.AcceptanceAnswered(
                in.number("acceptance"),
                in.truth("confirmed"),
                in.record("by", ActorCodec::read),
                in.forgettableText("comment"),
                in.flag("single_administrator"));
    }
}
