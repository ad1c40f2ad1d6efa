package dev.interlock.server.render;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Key;
import dev.interlock.server.render.EventLine.Tone;

/** The line of an event about an agent: that it may not act any more, or may again, or that what it showed or asked was refused. */
final class AgentLine {

    private AgentLine() {}

    static EventLine of(Recorded recorded, AgentEvent event) {
        String number = Long.toString(recorded.seq());
        return switch (event) {
            case AgentEvent.Suspended e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "suspended",
                        Tone.BAD,
                        Plain.of(e.agent()) + ": " + Phrases.word(e.cause()) + Phrases.quoted(e.reason()));
            case AgentEvent.OwnerGone e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "gone",
                        Tone.BAD,
                        "owner " + Plain.of(e.owner())
                                + (e.agents().isEmpty()
                                        ? ""
                                        : ", suspended with it: " + Plain.of(String.join(", ", e.agents())))
                                + Phrases.quoted(e.reason()));
            case AgentEvent.ResumeProposed e ->
                EventLine.line(
                        recorded,
                        Ids.resume(e.resume()),
                        e.by().name(),
                        "proposed",
                        Tone.WAITING,
                        "resume " + what(e.what()) + Phrases.quoted(e.reason()));
            case AgentEvent.ResumeAnswered e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by().name(),
                        e.confirmed() ? "resumed" : "rejected",
                        e.confirmed() ? Tone.GOOD : Tone.BAD,
                        Ids.resume(e.resume()) + Phrases.quoted(e.comment()));
            case AgentEvent.PresentationRefused e ->
                EventLine.line(
                        recorded,
                        number,
                        e.agent().isEmpty() ? "?" : e.agent(),
                        "refused",
                        Tone.BAD,
                        Plain.of(e.reason()) + " at " + Plain.of(e.where())
                                + (e.lease().isPresent()
                                        ? ", " + Ids.lease(e.lease().getAsLong())
                                        : "")
                                + (e.times() == 1 ? "" : ", " + e.times() + " times"));
            case AgentEvent.DenialsCounted e ->
                EventLine.line(recorded, number, "", "denied", Tone.BAD, times(e) + " like " + Ids.call(e.call()));
            case AgentEvent.PasskeyRegistered e ->
                EventLine.line(
                        recorded,
                        Ids.passkey(e.passkey()),
                        e.person(),
                        "registered",
                        Tone.NEUTRAL,
                        "a passkey" + Phrases.quoted(e.name())
                                + e.presence()
                                        .map(presence -> ", " + PresenceWords.of(presence, recorded.timeMillis()))
                                        .orElse(""));
            case AgentEvent.PasskeyRemoved e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "removed",
                        Tone.NEUTRAL,
                        Ids.passkey(e.passkey()) + " of " + Plain.of(e.person()));
        };
    }

    /** The line that says how often a denial like a recorded one was repeated. */
    static String times(AgentEvent.DenialsCounted counted) {
        return counted.times() == 1 ? "once more" : counted.times() + " times more";
    }

    private static String what(Key what) {
        return what.kind() + " " + Plain.of(what.value());
    }
}
