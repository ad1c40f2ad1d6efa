package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command.AnswerLink;
import dev.interlock.engine.command.Command.ProposeLink;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.testkit.reference.history.CallKeys;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastHold;
import dev.interlock.testkit.reference.history.PastLinks;
import dev.interlock.testkit.reference.history.PastObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Late links: who may state what, and which holds rely on the difference. */
final class ReferenceLinks {

    private ReferenceLinks() {}

    static Decision propose(History history, ProposeLink command) {
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        Optional<RefusalCode> misfit = misfit(history, command.what(), command.agent());
        if (misfit.isPresent()) {
            return Refusals.refuse(misfit.get());
        }
        if (hasPart(history, command.what(), command.agent(), Actors.alone(command.by()))) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        long number = history.nextSeq();
        Event proposed = new Event.LinkProposed(number, command.what(), Actors.alone(command.by()), command.reason());
        return new Decision(List.of(proposed), new Answer.Done(number));
    }

    static Decision answer(History history, AnswerLink command, long now) {
        Event.LinkProposed proposed = history.proposals.get(command.link());
        if (proposed == null) {
            return Refusals.refuse(RefusalCode.LINK_UNKNOWN);
        }
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        Actor person = Actors.alone(command.by());
        List<Finding> latent = List.of();
        List<Long> voided = List.of();
        if (command.confirm()) {
            if (proposed.what() instanceof Link.Unknown
                    && now
                            > history.clock.earliest(
                                            command.link(),
                                            Objects.requireNonNull(history.proposedAt.get(command.link())))
                                    + 86_400_000) {
                return Refusals.refuse(RefusalCode.PROPOSAL_EXPIRED);
            }
            if (!Actors.mayJudge(history, person, proposed.by())) {
                return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
            }
            Optional<RefusalCode> misfit = misfit(history, proposed.what(), command.agent());
            if (misfit.isPresent()) {
                return Refusals.refuse(misfit.get());
            }
            if (Stream.of(proposed.by(), person)
                    .anyMatch(one -> hasPart(history, proposed.what(), command.agent(), one))) {
                return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
            }
            latent = ReferenceLatent.findings(history, proposed.what(), now);
            voided = relying(history, proposed.what());
        }
        List<Event> events = new ArrayList<>();
        events.add(
                new Event.LinkAnswered(command.link(), command.confirm(), person, command.comment(), latent, voided));
        if (command.confirm()) {
            events.addAll(ReferenceLeases.ofLink(history, proposed, latent));
            if (proposed.what() instanceof Link.Values values) {
                for (Event event : ReferenceLanes.endedBy(history, values, now)) {
                    if (!(event instanceof LeaseEvent.Revoked again && isRevoked(events, again.lease()))) {
                        events.add(event);
                    }
                }
            }
        }
        return new Decision(events, new Answer.Done(command.link()));
    }

    private static boolean isRevoked(List<Event> events, long lease) {
        return events.stream()
                .anyMatch(event -> event instanceof LeaseEvent.Revoked revoked && revoked.lease() == lease);
    }

    private static Optional<RefusalCode> misfit(History history, Link what, Optional<Caller> agent) {
        return switch (what) {
            case Link.Values link ->
                history.links.same(link.attribute(), link.first()).contains(link.second())
                        ? Optional.of(RefusalCode.ARGUMENT_INVALID)
                        : Optional.empty();
            case Link.Objects link -> misfit(history, link);
            case Link.Unknown link ->
                link.attribute().isEmpty()
                                || link.agent().isEmpty()
                                || link.value().isEmpty()
                                || !link.value().strip().equals(link.value())
                                || Attributes.ALWAYS.contains(link.attribute())
                                || !isAboutSomething(history, link)
                                || isSpelledOtherwise(history, link, agent)
                        ? Optional.of(RefusalCode.ARGUMENT_INVALID)
                        : Optional.empty();
        };
    }

    /** Everybody of whom a call or a lane is recorded, with what was stated of them. */
    private static Stream<Actor> recorded(History history) {
        return Stream.concat(
                history.calls.values().stream().map(PastCall::said),
                history.lanes.values().stream().flatMap(lane -> lane.actor.stream()));
    }

    private static boolean isAboutSomething(History history, Link.Unknown link) {
        Set<String> agents = history.links.same(Attributes.AGENT, link.agent());
        return recorded(history).anyMatch(actor -> PastCall.doesNotKnow(actor, link.attribute(), agents));
    }

    /** Returns whether the value is known in another spelling only. Agents, chains, owners and origins are spelled alike. */
    private static boolean isSpelledOtherwise(History history, Link.Unknown link, Optional<Caller> agent) {
        Set<String> parties = Set.of(Attributes.AGENT, Attributes.CHAIN, Attributes.OWNER, Attributes.ORIGIN);
        Set<String> alike = new TreeSet<>();
        Stream.concat(recorded(history), agent.stream().map(Actors::alone))
                .flatMap(actor -> actor.attributes().entrySet().stream())
                .filter(one -> parties.contains(link.attribute())
                        ? parties.contains(one.getKey())
                        : one.getKey().equals(link.attribute()))
                .forEach(one -> one.getValue().texts().stream()
                        .filter(link.value()::equalsIgnoreCase)
                        .forEach(alike::add));
        return !alike.isEmpty() && !alike.contains(link.value());
    }

    /**
     * Returns whether the person shares something known with an agent of which the link states what was unknown, at the strictest level or
     * in that attribute; or is its owner, or its origin. All counts that is recorded of the agent or registered, and the stated value.
     */
    private static boolean hasPart(History history, Link what, Optional<Caller> agent, Actor person) {
        if (!(what instanceof Link.Unknown link)) {
            return false;
        }
        Set<String> attributes = new TreeSet<>(Attributes.ALWAYS);
        attributes.addAll(history.bundle.strictest().independence().attributes());
        attributes.add(link.attribute());
        Set<String> names = history.links.same(Attributes.AGENT, link.agent());
        List<Actor> all = new ArrayList<>(recorded(history).toList());
        agent.map(Actors::alone)
                .map(actor -> actor.with(Attributes.RUNTIME, AttributeValue.notApplicable()))
                .ifPresent(all::add);
        return all.stream()
                .filter(actor -> names.contains(actor.name()))
                .map(actor -> actor.get(link.attribute()) instanceof AttributeValue.Unknown
                        ? actor.with(link.attribute(), AttributeValue.known(link.value()))
                        : actor)
                .anyMatch(actor -> Actors.answersFor(history.links, person, actor)
                        || attributes.stream().anyMatch(name -> shares(history, name, person, actor)));
    }

    private static boolean shares(History history, String attribute, Actor one, Actor other) {
        return history.links.one(attribute, one.get(attribute)).texts().stream()
                .anyMatch(history.links.one(attribute, other.get(attribute)).texts()::contains);
    }

    private static Optional<RefusalCode> misfit(History history, Link.Objects link) {
        PastObjects objects = history.objects;
        boolean descent = PastObjects.isDescent(link);
        boolean known = history.bundle.types().containsKey(link.child().kind())
                && (descent
                        || objects.belongsTo(link.child().kind())
                                .containsKey(link.parent().kind()));
        if (history.spelled.wrong(List.of(link.child(), link.parent()))) {
            return Optional.of(RefusalCode.ARGUMENT_INVALID);
        }
        if (!known || link.child().equals(link.parent()) || objects.isRecorded(link)) {
            return Optional.of(RefusalCode.ARGUMENT_INVALID);
        }
        if (objects.everythingAbove(List.of(link.parent())).contains(link.child())
                || (!descent && secondOfOne(objects, link))) {
            return Optional.of(RefusalCode.RELATION_CONTRADICTED);
        }
        boolean inTheMaking = history.calls.values().stream()
                .filter(PastCall::open)
                .anyMatch(call -> history.mayCreate(call, link.child()) || history.mayCreate(call, link.parent()));
        return inTheMaking ? Optional.of(RefusalCode.RELIED_UPON) : Optional.empty();
    }

    private static boolean secondOfOne(PastObjects objects, Link.Objects link) {
        SortedSet<Key> touched = objects.related();
        touched.removeIf(object -> !objects.reachable(List.of(object)).contains(link.child()));
        touched.add(link.child());
        SortedSet<Key> gained = objects.reachable(List.of(link.parent()));
        gained.add(link.parent());
        return touched.stream().anyMatch(object -> {
            SortedSet<Key> reach = objects.reachable(List.of(object));
            reach.addAll(gained);
            return objects.belongsToOne(object.kind()).stream()
                    .anyMatch(type -> CallKeys.ofKind(reach, type).size() > 1);
        });
    }

    private static List<Long> relying(History history, Link what) {
        return history.holds.values().stream()
                .filter(history::open)
                .filter(hold -> switch (what) {
                    case Link.Values link -> relies(hold, history.links, history.links.with(link));
                    case Link.Objects link -> relies(history, hold, link);
                    case Link.Unknown link -> isAbout(history, hold, link);
                })
                .map(PastHold::number)
                .toList();
    }

    static boolean relies(PastHold hold, PastLinks before, PastLinks after) {
        List<Need> needs = new ArrayList<>();
        hold.reasons().forEach(reason -> needs.add(reason.need().orElseThrow()));
        return needs.stream()
                .anyMatch(need -> hold.approvals().stream().anyMatch(one -> {
                    boolean lost = !ReferenceHolds.behind(before, hold, one, need)
                                    .isEmpty()
                            && ReferenceHolds.behind(after, hold, one, need).isEmpty();
                    return lost
                            || hold.approvals().stream()
                                    .anyMatch(other -> ReferenceHolds.independent(before, all(one), all(other), need)
                                            && !ReferenceHolds.independent(after, all(one), all(other), need));
                }));
    }

    /** Returns whether the hold is of the agent, and does not know the attribute. */
    private static boolean isAbout(History history, PastHold hold, Link.Unknown link) {
        Actor requester = hold.first.actor();
        return requester.get(link.attribute()) instanceof AttributeValue.Unknown
                && history.links.same(Attributes.AGENT, link.agent()).contains(requester.name());
    }

    /** Returns whether an approval of the hold would not count for a requester of which this is known. */
    static boolean relies(History history, PastHold hold, Link.Unknown link) {
        Actor known = hold.first.actor().with(link.attribute(), AttributeValue.known(link.value()));
        return isAbout(history, hold, link)
                && hold.reasons().stream()
                        .map(reason -> reason.need().orElseThrow())
                        .anyMatch(need -> hold.approvals().stream().anyMatch(one -> {
                            long waited = hold.waited(one);
                            return !ReferenceHolds.behind(history.links, hold, one, need)
                                            .isEmpty()
                                    && ReferenceHolds.behind(history.links, known, need, one.answer(), waited)
                                            .isEmpty();
                        }));
    }

    /** The actors behind the answer, for whatever need. */
    private static List<Actor> all(PastHold.Given given) {
        List<Actor> all = new ArrayList<>(List.of(given.answer().by()));
        given.answer().how().delegated().forEach(handed -> all.add(handed.by()));
        return all;
    }

    private static boolean relies(History history, PastHold hold, Link.Objects link) {
        SortedSet<Key> objects = history.keysOf(hold.first.facts(), hold.first.actor(), hold.first.task())
                .objects();
        SortedSet<Key> gained = new TreeSet<>(history.objects.everythingAbove(List.of(link.parent())));
        gained.add(link.parent());
        return objects.contains(link.child()) && !objects.containsAll(gained);
    }
}
