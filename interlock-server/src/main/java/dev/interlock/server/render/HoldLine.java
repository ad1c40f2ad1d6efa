package dev.interlock.server.render;

import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.render.EventLine.Tone;

/** The line of an event about a hold, other than an answer to it, or about who answers in whose place. */
final class HoldLine {

    private HoldLine() {}

    static EventLine of(Recorded recorded, HoldEvent event, LedgerReplayer history) {
        String number = Long.toString(recorded.seq());
        return switch (event) {
            case HoldEvent.Expired e ->
                EventLine.line(
                        recorded,
                        number,
                        requester(e.hold(), history),
                        "expired",
                        Tone.BAD,
                        Ids.hold(e.hold()) + " waited long enough");
            case HoldEvent.Withdrawn e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "withdrew",
                        Tone.NEUTRAL,
                        Ids.hold(e.hold()) + Phrases.quoted(e.comment()));
            case HoldEvent.Delegated e ->
                EventLine.line(
                        recorded,
                        Ids.delegation(e.delegation()),
                        e.by().name(),
                        "delegated",
                        Tone.NEUTRAL,
                        "to " + Plain.of(e.to()) + " for `" + Plain.of(e.group()) + "` until "
                                + Phrases.until(e.untilMillis()) + Phrases.quoted(e.reason()));
            case HoldEvent.DelegationEnded e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "ended",
                        Tone.NEUTRAL,
                        Ids.delegation(e.delegation()) + ": " + Phrases.word(e.reason()));
        };
    }

    /**
     * Words how an answer came, such as {@code  in place of mona (d-7)}; empty for a plain answer.
     *
     * @param answeredMillis when it came
     */
    static String how(AnswerContext how, long answeredMillis) {
        var text = new StringBuilder();
        if (how.verifier()) {
            text.append(" by machine");
        }
        how.channel().ifPresent(channel -> text.append(" by channel ").append(Plain.of(channel)));
        how.delegated()
                .forEach(delegated -> text.append(" in place of ")
                        .append(Plain.of(delegated.by().name()))
                        .append(" (")
                        .append(Ids.delegation(delegated.delegation()))
                        .append(')'));
        how.presence().ifPresent(presence -> text.append(", ").append(PresenceWords.of(presence, answeredMillis)));
        return text.toString();
    }

    private static String requester(long hold, LedgerReplayer history) {
        return history.event(hold).event() instanceof Event.CallHeld held
                ? held.actor().name()
                : "?";
    }
}
