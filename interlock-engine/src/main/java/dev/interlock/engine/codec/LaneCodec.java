package dev.interlock.engine.codec;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;

/** Events about break-glass lanes: proposal, opening, end and review. */
final class LaneCodec {

    static final String PROPOSED = "lane-proposed";
    static final String OPENED = "lane-opened";
    static final String ENDED = "lane-ended";
    static final String REVIEWED = "lane-reviewed";
    static final String REVIEW_OVERDUE = "lane-review-overdue";

    private static final Words<EndReason> REASONS = new Words<>("reason for the end of a lane", EndReason.class);

    private LaneCodec() {}

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, LaneEvent event) {
        out.number("lane", event.lane());
        return switch (event) {
            case LaneEvent.Proposed proposed -> {
                out.text("agent", proposed.agent());
                out.record("by", proposed.by(), ActorCodec::write);
                out.number("duration", proposed.timeMillis());
                out.forgettableText("reason", proposed.reason());
                out.record("scope", proposed.scope(), LaneCodec::writeScope);
                out.forgettableText("ticket", proposed.ticket());
                yield PROPOSED;
            }
            case LaneEvent.Opened opened -> {
                out.record("actor", opened.actor(), ActorCodec::write);
                out.number("deadline", opened.deadlineMillis());
                out.optionalText("escalates_to", opened.escalate());
                out.records("openers", opened.openers(), ActorCodec::write);
                out.forgettableText("reason", opened.reason());
                out.number("review_within", opened.reviewWithinMillis());
                out.text("reviewers", opened.reviewers());
                out.record("scope", opened.scope(), LaneCodec::writeScope);
                out.number("task", opened.task());
                out.forgettableText("ticket", opened.ticket());
                yield OPENED;
            }
            case LaneEvent.Ended ended -> {
                NameCodec.write(out, "by", ended.by());
                REASONS.write(out, "reason", ended.reason());
                yield ENDED;
            }
            case LaneEvent.Reviewed reviewed -> {
                out.truth("accepted", reviewed.accepted());
                out.record("by", reviewed.by(), ActorCodec::write);
                out.forgettableText("comment", reviewed.comment());
                yield REVIEWED;
            }
            case LaneEvent.ReviewOverdue overdue -> REVIEW_OVERDUE;
        };
    }

    private static void writeScope(Writer out, LaneScope scope) {
        out.textSet("duties", scope.duties());
        out.texts("objects", scope.objects().stream().map(Key::toString).toList());
    }

    private static LaneScope readScope(Reader in) {
        return new LaneScope(in.textSet("duties"), KeyCodec.readList(in, "objects"));
    }

    static LaneEvent.Proposed readProposed(Reader in) {
        return new LaneEvent.Proposed(
                in.number("lane"),
                in.record("by", ActorCodec::read),
                in.text("agent"),
                in.record("scope", LaneCodec::readScope),
                in.number("duration"),
                in.forgettableText("reason"),
                in.forgettableText("ticket"));
    }

    static LaneEvent.Opened readOpened(Reader in) {
        return new LaneEvent.Opened(
                in.number("lane"),
                in.number("task"),
                in.records("openers", ActorCodec::read),
                in.record("actor", ActorCodec::read),
                in.record("scope", LaneCodec::readScope),
                in.forgettableText("reason"),
                in.forgettableText("ticket"),
                in.number("deadline"),
                in.text("reviewers"),
                in.number("review_within"),
                in.optionalText("escalates_to"));
    }

    static LaneEvent.Ended readEnded(Reader in) {
        return new LaneEvent.Ended(in.number("lane"), REASONS.read(in, "reason"), NameCodec.read(in, "by"));
    }

    static LaneEvent.Reviewed readReviewed(Reader in) {
        return new LaneEvent.Reviewed(
                in.number("lane"),
                in.truth("accepted"),
                in.record("by", ActorCodec::read),
                in.forgettableText("comment"));
    }

    static LaneEvent.ReviewOverdue readReviewOverdue(Reader in) {
        return new LaneEvent.ReviewOverdue(in.number("lane"));
    }
}
