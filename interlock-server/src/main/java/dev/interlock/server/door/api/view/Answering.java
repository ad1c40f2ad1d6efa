package dev.interlock.server.door.api.view;

import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.state.Actors;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who may answer holds at the moment. A list asks that of many holds and many people, so what does not depend on the hold is found out once
 * for each of them. Thread-safe.
 */
final class Answering {

    private final Registry registry;
    private final LongSupplier now;
    private final Roles roles;
    private final List<Voice> registered;

    /**
     * Somebody who may answer holds, or may not.
     *
     * @param actor whom the engine would take the answer to be from
     * @param objection why the role does not let them answer any hold, if so
     */
    record Voice(Caller caller, Actor actor, Optional<String> objection) {}

    /**
     * @param now in milliseconds since 1970
     * @param roles who answers at all
     */
    Answering(Registry registry, LongSupplier now, Roles roles) {
        this.registry = registry;
        this.now = now;
        this.roles = roles;
        // An agent answers no hold.
        this.registered = registry.all().stream()
                .filter(caller -> !caller.agent())
                .map(this::of)
                .toList();
    }

    Voice of(Caller caller) {
        return new Voice(caller, Actors.outside(caller), roles.objection(caller, /* reads= */ false, List.of("holds")));
    }

    /** Those of the registry who might answer a hold. */
    List<Voice> registered() {
        return registered;
    }

    /** Returns whether somebody may answer the hold now, and has not. */
    boolean mayAnswer(SeenHold hold, Voice voice) {
        return isOpenTo(hold, voice) && hold.needs().stream().anyMatch(need -> isEligible(hold, voice, need));
    }

    /** Returns whether somebody may reject the hold now, whether or not they could approve it. */
    boolean mayVeto(SeenHold hold, Voice voice) {
        return voice.caller().person()
                && isOpenTo(hold, voice)
                && !hold.gone().test(voice.actor())
                && hold.needs().stream()
                        .anyMatch(need -> need.terms()
                                .veto()
                                .filter(voice.caller().groups()::contains)
                                .isPresent());
    }

    /** Returns whether the hold is open, and somebody whose role it is has not answered it. */
    private static boolean isOpenTo(SeenHold hold, Voice voice) {
        String name = voice.caller().name();
        return voice.objection().isEmpty()
                && hold.status().equals("open")
                && hold.answers().stream().noneMatch(a -> a.event().by().name().equals(name));
    }

    /** Returns whether an approval that somebody gave now would count for the need. */
    boolean isEligible(SeenHold hold, Voice voice, Need need) {
        Caller caller = voice.caller();
        CallFacts facts = hold.held().facts();
        if (caller.agent()
                || caller.kind() instanceof CallerKind.Verifier verifier
                        && !verifier.covers(facts.tool(), facts.marks())
                || hold.gone().test(voice.actor())) {
            return false;
        }
        var answer = new Event.HoldAnswered(
                0,
                hold.held().hold(),
                true,
                voice.actor(),
                caller.groups(),
                "",
                new AnswerContext(false, caller.verifier(), Optional.empty(), inPlaceOf(hold, caller)));
        long waited = now.getAsLong() - hold.heldMillis();
        return !Approvers.of(hold.links(), hold.held().actor(), need, answer, waited)
                .isEmpty();
    }

    private List<AnswerContext.Delegated> inPlaceOf(SeenHold hold, Caller person) {
        return hold.delegations().stream()
                .filter(d -> d.to().equals(person.name()) && now.getAsLong() <= d.untilMillis())
                .flatMap(d -> registry
                        .named(d.by().name())
                        .filter(by -> by.groups().contains(d.group()))
                        .map(Actors::outside)
                        .filter(by -> !hold.gone().test(by))
                        .map(by -> new AnswerContext.Delegated(d.delegation(), by, d.group()))
                        .stream())
                .toList();
    }
}
