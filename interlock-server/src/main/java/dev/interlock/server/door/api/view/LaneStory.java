package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.decide.Eligibility;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.RuleWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells people of a lane what they cannot see from its events: which rules give way in it and which hold, in what those who opened it
 * differ, who may review it, and what the reader may do now. Whether the reader may do something is decided as the engine decides it.
 */
public final class LaneStory {

    /** The most people who are named as reviewers. */
    private static final int MOST_NAMES = 20;

    private final State state;
    private final LaneProofs proofs;
    private final Level level;
    private final long now;
    private final Roles roles;

    /**
     * @param now the time in the domain, in milliseconds since 1970
     * @param roles who does something with lanes at all
     */
    public LaneStory(State state, LaneProofs proofs, long now, Roles roles) {
        this.state = state;
        this.proofs = proofs;
        this.level = state.bundle().strictest().independence();
        this.now = now;
        this.roles = roles;
    }

    /** Writes under what terms lanes are opened here; nothing where there are none. */
    public static void terms(ObjectNode out, State state) {
        Optional<BreakGlass> section = state.bundle().breakGlass();
        if (section.isEmpty()) {
            return;
        }
        BreakGlass terms = section.get();
        ObjectNode view = out.putObject("terms")
                .put("by", terms.by())
                .put("opening", terms.opening() == BreakGlass.Opening.TICKET ? "ticket" : "two-people")
                .put("limit", terms.limitMillis() / 1000 + "s")
                .put("reviewers", terms.reviewers())
                .put("review_within", terms.reviewWithinMillis() / 1000 + "s");
        terms.allow().stream().sorted().forEach(view.putArray("allow")::add);
        terms.escalate().ifPresent(group -> view.put("escalate", group));
    }

    /** Writes all of it about one lane. */
    public void put(ObjectNode out, Lane lane, Caller reader) {
        rules(out.putArray("rules"), lane);
        parties(out, lane);
        reviewers(out, lane, reader);
        ObjectNode may = out.putObject("may");
        switch (lane.status()) {
            case PROPOSED -> {
                proofs.registry()
                        .named(lane.agent())
                        .ifPresent(
                                agent -> answer(may, "confirm", new LaneCommand.Confirm(lane.number(), reader, agent)));
                answer(may, "end", new LaneCommand.End(lane.number(), reader));
            }
            case OPEN -> {
                answer(may, "end", new LaneCommand.End(lane.number(), reader));
                credential(may, lane, reader);
            }
            case ENDED -> answer(may, "review", new LaneCommand.Review(lane.number(), reader, /* accept= */ true, ""));
            case WITHDRAWN, ACCEPTED, DISPUTED -> {} // nothing is left to do
        }
        for (String step : may.properties().stream().map(Map.Entry::getKey).toList()) {
            notDoing(reader, step).ifPresent(why -> refused(may, step, why));
        }
    }

    /** Writes the rules about what the lane is for, in the order of the bundle. */
    private void rules(ArrayNode out, Lane lane) {
        for (Rule rule : state.bundle().rules()) {
            if (rule.allMarks().stream().anyMatch(lane.scope().duties()::contains)) {
                out.addObject()
                        .put("id", rule.id())
                        .put("title", rule.head().title())
                        .put("gives_way", rule.head().waivable());
            }
        }
    }

    /** Writes those who opened it, or proposed it, and the agent, attribute by attribute at the level that lanes ask for. */
    private void parties(ObjectNode out, Lane lane) {
        List<Actor> openers = openers(lane);
        Optional<Actor> acts = lane.opened()
                .map(LaneEvent.Opened::actor)
                .or(() -> proofs.registry().named(lane.agent()).map(Actors::outside));
        ObjectNode view = out.putObject("independence").put("level", level.name());
        boolean apart = openers.size() < 2
                || Eligibility.independent(state.links(), openers.get(1), openers.get(0), level.attributes());
        view.put("independent", openers.size() > 1 && apart);
        Set<String> names = new LinkedHashSet<>(List.of(Attributes.AGENT));
        names.addAll(level.attributes());
        ArrayNode all = view.putArray("attributes");
        for (String name : names) {
            ObjectNode one = all.addObject().put("attribute", name).put("name", RuleWords.attribute(name));
            ArrayNode values = one.putArray("values");
            Stream.concat(openers.stream(), acts.stream()).forEach(party -> values.add(TaskView.text(party.get(name))));
        }
    }

    private static List<Actor> openers(Lane lane) {
        return lane.opened()
                .map(LaneEvent.Opened::openers)
                .orElseGet(() ->
                        lane.proposed().map(LaneEvent.Proposed::by).stream().toList());
    }

    /** Writes who may review it, or could once it has ended. */
    private void reviewers(ObjectNode out, Lane lane, Caller reader) {
        Optional<LaneEvent.Opened> opened = lane.opened();
        if (opened.isEmpty() || lane.review().isPresent()) {
            return;
        }
        var names = new ArrayList<String>();
        for (Caller one : proofs.registry().all()) {
            if (one.person() && mayReview(one, lane, opened.get())) {
                names.add(one.name());
            }
        }
        ObjectNode view = out.putObject("may_review").put("all", names.size());
        view.put("reader", names.contains(reader.name()));
        names.stream().limit(MOST_NAMES).forEach(view.putArray("names")::add);
    }

    private boolean mayReview(Caller person, Lane lane, LaneEvent.Opened opened) {
        Actor self = Actors.outside(person);
        Collection<String> groups = person.groups();
        boolean inGroup = groups.contains(opened.reviewers())
                || lane.overdue() && opened.escalate().filter(groups::contains).isPresent();
        Actor acted = state.linkTable().party(opened.actor(), lane.openedEvent());
        return inGroup
                && notDoing(person, "review").isEmpty()
                && !state.agents().isGone(self, state.links())
                && Stream.concat(opened.openers().stream(), Stream.of(acted))
                        .allMatch(other -> Eligibility.independent(state.links(), self, other, level.attributes()));
    }

    /** Returns why the role of somebody does not let them take a step of a lane, if so. */
    private Optional<String> notDoing(Caller person, String step) {
        return roles.objection(person, /* reads= */ false, List.of("lanes", step));
    }

    /** A credential is for one who opened the lane, where the agent acts with one. */
    private void credential(ObjectNode may, Lane lane, Caller reader) {
        boolean opener = openers(lane).stream().anyMatch(one -> one.name().equals(reader.name()));
        if (!proofs.byCredential(lane.agent())) {
            refused(
                    may,
                    "credential",
                    "the agent exchanges its identity for a token for the lane, so it needs no credential");
        } else if (!opener) {
            refused(may, "credential", "only the people who opened the lane get a credential for it");
        } else {
            may.putObject("credential").put("may", true);
        }
    }

    private void answer(ObjectNode may, String step, LaneCommand command) {
        if (Decider.decide(state, command, now).answer() instanceof Answer.Refused(var code, String detail)) {
            refused(may, step, detail).put("code", code.text());
        } else {
            may.putObject(step).put("may", true);
        }
    }

    private static ObjectNode refused(ObjectNode may, String step, String because) {
        return may.putObject(step).put("may", false).put("because", because);
    }

    /** A lane as a line of the overview. */
    public static ObjectNode line(Lane lane, LaneEvent.Opened opened) {
        return Json.object()
                .put("id", Ids.lane(lane.number()))
                .put("agent", lane.agent())
                .put("until", Times.of(opened.deadlineMillis()));
    }
}
