package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.decide.Approvers;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.AnswerWords;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.FactWords;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Listed;
import dev.interlock.server.render.Plain;
import dev.interlock.server.render.ProvenanceStory;
import dev.interlock.server.render.ShownArguments;
import dev.interlock.server.render.UnknownWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A hold as it is shown: to people everything that an approver needs to judge this very call, to agents the part that
 * they can act on. Nothing in it is secret: the arguments are those that the catalogue shows.
 */
public final class HoldView {

    /** The most other people who are named as able to answer. */
    private static final int MOST_OTHERS = 20;

    /** The most rules, and other people, in a list of holds. */
    private static final int MOST_LISTED = 6;

    /** The characters of an instruction in a list of holds. */
    private static final int INSTRUCTION = 200;

    private final Answering answering;
    private final LongFunction<Recorded> history;
    private final LongSupplier now;
    private final CallPhrases phrases;

    /**
     * @param history a recorded event, by number
     * @param now in milliseconds since 1970
     * @param phrases how calls read
     * @param roles who answers at all
     */
    public HoldView(
            Registry registry, LongFunction<Recorded> history, LongSupplier now, CallPhrases phrases, Roles roles) {
        this.answering = new Answering(registry, now, roles);
        this.history = history;
        this.now = now;
        this.phrases = phrases;
    }

    /**
     * Shows holds in a list: people see enough to tell which to look at first, and to answer those that are alike. Each is read once from
     * the record.
     *
     * @param alike whether the holds are alike: then people see the arguments that are not the same in all of them
     */
    public List<ObjectNode> listed(List<SeenHold> holds, Caller reader, boolean alike) {
        Answering.Voice voice = answering.of(reader);
        List<Recorded> recorded =
                holds.stream().map(hold -> history.apply(hold.held().hold())).toList();
        var lines = new ArrayList<ObjectNode>();
        for (int i = 0; i < holds.size(); i++) {
            lines.add(listed(holds.get(i), recorded.get(i), voice));
        }
        if (alike) {
            differing(lines, recorded);
        }
        return lines;
    }

    /** Puts the arguments of holds that are alike, without those that are the same in all of them. */
    private static void differing(List<ObjectNode> lines, List<Recorded> recorded) {
        List<SortedMap<String, JsonNode>> arguments = recorded.stream()
                .map(Recorded::event)
                .map(event -> event instanceof Event.CallHeld held
                        ? ShownArguments.byPath(held)
                        : Collections.<String, JsonNode>emptySortedMap())
                .toList();
        SortedSet<String> differing = differing(arguments);
        for (int i = 0; i < lines.size(); i++) {
            ObjectNode out = lines.get(i).putObject("differs");
            arguments.get(i).forEach((path, value) -> {
                if (differing.contains(path)) {
                    out.set(path, value);
                }
            });
        }
    }

    /** Returns the paths of arguments in which the holds differ. */
    private static SortedSet<String> differing(List<SortedMap<String, JsonNode>> all) {
        var paths = new TreeSet<String>();
        all.forEach(arguments -> paths.addAll(arguments.keySet()));
        paths.removeIf(path -> all.stream()
                        .map(arguments -> Objects.toString(arguments.get(path)))
                        .distinct()
                        .count()
                == 1);
        return paths;
    }

    /** Shows what lists show of a hold, and the hold by itself as well. */
    private ObjectNode line(SeenHold hold, Recorded recorded, Answering.Voice voice) {
        Event.CallHeld held = hold.held();
        ObjectNode view = Json.object()
                .put("id", Ids.hold(held.hold()))
                .put("state", hold.status())
                .put("approved", hold.approved())
                .put("since", Times.of(hold.heldMillis()))
                .put("agent", held.actor().name())
                .put("task", Ids.task(held.task()))
                .put("tool", held.facts().tool())
                .put("code", hold.code())
                .put("group", hold.group());
        phrases.put(view, recorded);
        if (hold.waitsUntilMillis() < Long.MAX_VALUE) {
            view.put("until", Times.of(hold.waitsUntilMillis()));
        }
        ArrayNode objects = view.putArray("objects");
        held.facts().actsOn().forEach(key -> objects.add(key.toString()));
        held.facts().related().forEach(key -> objects.add(key.toString()));
        held.facts().amount().ifPresent(amount -> view.put("amount", amount.toString()));
        ArrayNode codes = view.putArray("codes");
        hold.reasons().stream()
                .flatMap(f -> f.codes().stream())
                .map(FindingCode::text)
                .distinct()
                .forEach(codes::add);
        if (!voice.caller().agent()) {
            view.put("mayAnswer", answering.mayAnswer(hold, voice)).put("mayVeto", answering.mayVeto(hold, voice));
        }
        return view;
    }

    private ObjectNode listed(SeenHold hold, Recorded recorded, Answering.Voice voice) {
        ObjectNode view = line(hold, recorded, voice);
        Caller reader = voice.caller();
        if (reader.agent()) {
            return view;
        }
        view.put("risk", hold.held().facts().risk())
                .put("confirm", hold.confirmed())
                .put("digest", hold.held().digest());
        view.putObject("asked")
                .put("by", hold.task().openedBy())
                .put("instruction", Plain.cut(hold.task().instruction(), INSTRUCTION));
        rules(view, hold);
        List<Need> needs = hold.needs();
        ArrayNode waits = view.putArray("needs");
        for (Need need : needs) {
            ObjectNode one = waits.addObject()
                    .put("count", need.count())
                    .put("given", approving(hold, need).count());
            need.by().ifPresent(group -> one.put("group", group));
        }
        others(view, hold, reader, MOST_LISTED);
        if (!view.path("mayAnswer").asBoolean()) {
            voice.objection()
                    .or(() -> new Independence(hold, reader).first(needs, now.getAsLong() - hold.heldMillis()))
                    .ifPresent(why -> view.put("because", why));
        }
        return view;
    }

    private static void rules(ObjectNode view, SeenHold hold) {
        var words = new FindingWords(hold.bundle());
        ArrayNode rules = view.putArray("rules");
        hold.reasons().stream()
                .map(Finding::rule)
                .filter(rule -> !rule.isEmpty())
                .distinct()
                .limit(MOST_LISTED)
                .forEach(rule -> {
                    ObjectNode one = rules.addObject().put("rule", rule);
                    words.title(rule).ifPresent(title -> one.put("title", title));
                });
    }

    /** Names others who may answer. */
    private void others(ObjectNode out, SeenHold hold, Caller reader, int most) {
        ArrayNode others = out.putArray("others");
        answering.registered().stream()
                .filter(other -> !other.caller().name().equals(reader.name()) && answering.mayAnswer(hold, other))
                .limit(most)
                .forEach(other -> others.add(other.caller().name()));
    }

    /** Returns everything that this reader may see. */
    public ObjectNode full(SeenHold hold, Caller reader) {
        Recorded recorded = history.apply(hold.held().hold());
        Answering.Voice voice = answering.of(reader);
        ObjectNode view = line(hold, recorded, voice);
        view.remove("codes");
        CallFacts facts = hold.held().facts();
        var duties = view.putArray("duties");
        facts.marks().forEach(duties::add);
        view.put("risk", facts.risk());
        view.put("digest", hold.held().digest());
        view.put("confirm", hold.confirmed());
        Event.CallHeld held = recorded.event() instanceof Event.CallHeld whole ? whole : hold.held();
        ShownArguments.put(view, held);
        view.put("argumentsDigest", facts.argumentsDigest());
        var values = view.putObject("values");
        facts.values().forEach(values::put);
        Listed.put(view, facts);
        var creates = view.putArray("creates");
        facts.creates().forEach(creates::add);
        task(view, hold);
        if (!reader.agent()) {
            requester(view, hold.held().actor());
            relations(view, hold);
            ProvenanceStory.of(held, history)
                    .ifPresent(provenance -> view.set("provenance", Json.plain(provenance.json())));
        }
        reasons(view, hold, reader);
        needs(view, hold, reader);
        answers(view, hold, reader);
        if (!reader.agent()) {
            decision(view, hold, voice);
        }
        return view;
    }

    /** Writes what helps somebody to decide: whether they may, who else may, and what each answer leads to. */
    private void decision(ObjectNode view, SeenHold hold, Answering.Voice voice) {
        List<Need> needs = hold.needs();
        Caller reader = voice.caller();
        List<Need> eligible = needs.stream()
                .filter(need -> answering.isEligible(hold, voice, need))
                .toList();
        ObjectNode independence = view.putObject("independence");
        new Independence(hold, reader)
                .put(
                        independence,
                        needs,
                        eligible,
                        now.getAsLong() - hold.heldMillis(),
                        answering.mayAnswer(hold, voice));
        voice.objection().ifPresent(why -> independence.put("role", why));
        others(independence, hold, reader, MOST_OTHERS);
        String agent = hold.held().actor().name();
        view.putObject("then")
                .put("approve", AnswerWords.approve(agent, needs))
                .put("reject", AnswerWords.reject(agent, hold.bundle().rejectedForMillis()))
                .put("nothing", AnswerWords.silence(hold.waitsUntilMillis() < Long.MAX_VALUE));
    }

    private static void task(ObjectNode view, SeenHold hold) {
        Event.TaskOpened task = hold.task();
        var out = view.putObject("task")
                .put("id", Ids.task(task.task()))
                .put("intent", task.intent())
                .put("goal", hold.goal())
                .put("agent", task.agent())
                .put("openedBy", task.openedBy())
                .put("instruction", task.instruction());
        task.parent().ifPresent(parent -> out.put("parent", Ids.task(parent)));
        var objects = out.putArray("objects");
        task.objects().forEach(key -> objects.add(key.toString()));
    }

    /** The whole vector: it is what independence is computed from. Null for what is unknown. */
    private static void requester(ObjectNode view, Actor actor) {
        var out = view.putObject("requester");
        actor.attributes().forEach((name, value) -> out.put(name, TaskView.text(value)));
    }

    private static void relations(ObjectNode view, SeenHold hold) {
        var out = view.putObject("relations");
        hold.relations().forEach((key, belongsTo) -> {
            var list = out.putArray(key.toString());
            belongsTo.forEach(to -> list.add(to.toString()));
        });
    }

    private void reasons(ObjectNode view, SeenHold hold, Caller reader) {
        var words = new FindingWords(hold.bundle());
        var out = view.putArray("reasons");
        for (Finding finding : hold.reasons()) {
            ObjectNode reason = out.addObject().put("code", finding.code().text());
            if (!finding.rule().isEmpty()) {
                reason.put("rule", finding.rule());
            }
            if (!finding.elements().isEmpty()) {
                finding.elements().forEach(reason.putArray("elements")::add);
            }
            if (!finding.unknown().isEmpty()) {
                reason.put("cause", UnknownWords.CODE);
            }
            if (reader.agent()) {
                reason.put("text", words.forAgent(finding));
                continue;
            }
            words.title(finding.rule()).ifPresent(title -> reason.put("title", title));
            reason.put("text", words.forPeople(finding, hold.held().actor().name(), this::party));
            unknown(reason, hold, finding);
            var witnesses = reason.putArray("witnesses");
            for (Witness witness : finding.witnesses()) {
                witnesses.add(witness(
                        finding.code(), witness, Optional.ofNullable(hold.open().get(witness.call()))));
            }
        }
    }

    /** A call that a reason rests on: by whom and when, in members and in words. */
    private ObjectNode witness(FindingCode code, Witness witness, Optional<String> open) {
        ObjectNode out = Json.object().put("call", Ids.call(witness.call())).put("mark", witness.mark());
        Recorded recorded = history.apply(witness.call());
        if (!(recorded.event() instanceof Event.CallDecided call)) {
            return out.put("text", "`" + witness.mark() + "`");
        }
        String at = Times.of(recorded.timeMillis());
        String owner = Optional.ofNullable(TaskView.text(call.actor().get("owner")))
                .map(name -> " (owner " + name + ")")
                .orElse(" (owner unknown)");
        String did = call.actor().name() + owner + " " + FactWords.did(code, witness, call) + " with "
                + call.facts().tool() + " in " + Ids.task(call.task());
        String state = open.map(word -> word.equals("unknown") ? ", outcome unknown" : ", still in flight")
                .orElse("");
        return out.put("at", at).put("did", did + state).put("text", did + " at " + at + state);
    }

    /** Writes what nobody registered, of whom, and where to set it. */
    private void unknown(ObjectNode reason, SeenHold hold, Finding finding) {
        if (finding.unknown().isEmpty()) {
            return;
        }
        var out = reason.putArray("unknown");
        for (UnknownAttribute unknown : finding.unknown()) {
            ObjectNode one = out.addObject().put("attribute", unknown.attribute());
            if (unknown.call().isPresent()) {
                one.put("party", party(unknown.call().getAsLong()))
                        .put("call", Ids.call(unknown.call().getAsLong()));
            } else {
                one.put("party", hold.held().actor().name());
            }
            one.put("set", UnknownWords.place(unknown.attribute()));
        }
    }

    /** The name of who made the recorded call. */
    private String party(long call) {
        return history.apply(call).event() instanceof Event.CallDecided decided
                ? decided.actor().name()
                : "the party that received the answer to " + Ids.call(call);
    }

    private void needs(ObjectNode view, SeenHold hold, Caller reader) {
        var out = view.putArray("needs");
        hold.needs().forEach(need -> {
            ObjectNode one = out.addObject().put("count", need.count());
            need.by().ifPresent(group -> one.put("group", group));
            if (reader.agent()) {
                return;
            }
            one.put("level", need.level()).put("text", FindingWords.need(need));
            var attributes = one.putArray("differIn");
            need.attributes().forEach(attributes::add);
            one.put("validSeconds", need.validMillis() / 1_000);
            need.terms().veto().ifPresent(group -> one.put("veto", group));
            need.terms()
                    .escalation()
                    .ifPresent(escalation -> one.putObject("escalate")
                            .put("to", escalation.to())
                            .put("at", Times.of(hold.heldMillis() + escalation.afterMillis())));
            var people = one.putArray("may");
            answering.registered().stream()
                    .filter(voice -> answering.isEligible(hold, voice, need))
                    .forEach(voice -> people.add(voice.caller().name()));
            var given = one.putArray("approvedBy");
            approving(hold, need).forEach(given::add);
        });
    }

    /** The names of those whose approval counts for the need. */
    private static Stream<String> approving(SeenHold hold, Need need) {
        Actor requester = hold.held().actor();
        return hold.answers().stream()
                .filter(a -> a.event().approved()
                        && !Approvers.of(hold.links(), requester, need, a.event(), a.waitedMillis())
                                .isEmpty())
                .map(a -> a.event().by().name());
    }

    /** Returns whether one of the approvals that the call needs is to be given by this group. */
    public boolean waitsFor(SeenHold hold, String group) {
        return hold.needs().stream()
                .anyMatch(need -> need.by().filter(group::equals).isPresent());
    }

    /** Returns a test of holds: whether this caller may answer one now, and has not. */
    public Predicate<SeenHold> mayAnswer(Caller caller) {
        Answering.Voice voice = answering.of(caller);
        return hold -> answering.mayAnswer(hold, voice);
    }

    private static void answers(ObjectNode view, SeenHold hold, Caller reader) {
        var out = view.putArray("answers");
        for (HoldState.Answered answered : hold.answers()) {
            ObjectNode one = out.addObject()
                    .put("id", Ids.answer(answered.event().answer()))
                    .put("approved", answered.event().approved())
                    .put("at", Times.of(answered.timeMillis()))
                    .put("comment", answered.event().comment());
            if (!reader.agent()) {
                one.put("by", answered.event().by().name());
                how(one, answered.event().how());
            }
        }
    }

    private static void how(ObjectNode one, AnswerContext how) {
        if (how.confirmed()) {
            one.put("confirmed", true);
        }
        if (how.verifier()) {
            one.put("verifier", true);
        }
        how.channel().ifPresent(channel -> one.put("channel", channel));
        PresenceView.put(one, how.presence());
        if (!how.delegated().isEmpty()) {
            ArrayNode delegated = one.putArray("inPlaceOf");
            how.delegated().forEach(d -> delegated.add(d.by().name()));
        }
    }
}
