package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.decide.Eligibility;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.ShownArguments;
import dev.interlock.server.render.UnknownWords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The record of an approval: the held call and the reasons, the people who approved or rejected it on which evidence of
 * independence, the decision that follows, and its places in the ledger. It is made from recorded events; the links
 * that are known now say whether two parties differ.
 *
 * @param seen the hold at this moment
 * @param contributing numbers of the answers by which it was decided
 * @param agent whether an agent reads it, which is shown no other party, as elsewhere
 */
public record HoldRecord(SeenHold seen, HoldStory story, List<Long> contributing, boolean agent) {

    private static final String SHAPE = "interlock-approval-record/1";

    public HoldRecord {
        contributing = List.copyOf(contributing);
    }

    /** @param counting numbers of the answers by which a pending hold is approved in full */
    public static HoldRecord of(SeenHold seen, HoldStory story, List<Long> counting, boolean agent) {
        List<Long> contributing = switch (story.decision()) {
            case PENDING -> counting;
            case APPROVED ->
                numbers(story).stream()
                        .filter(((Event.CallReserved) story.end().orElseThrow().event()).approvals()::contains)
                        .toList();
            case DENIED -> List.of(story.end().orElseThrow().seq());
            case EXPIRED, WITHDRAWN, VOIDED, SUPERSEDED, CLOSED -> List.of();
        };
        return new HoldRecord(seen, story, contributing, agent);
    }

    private static List<Long> numbers(HoldStory story) {
        return story.answers().stream().map(Recorded::seq).toList();
    }

    /** @throws IOException if the ledger cannot prove what it holds */
    public ObjectNode json(Ledger ledger, long nowMillis) throws IOException {
        ObjectNode out = Json.object()
                .put("record", SHAPE)
                .put("approval_event_id", Ids.hold(story.call().hold()))
                .put("issued_at", Times.of(nowMillis))
                .put("disclosure", agent ? "requester" : "full");
        Event.TaskOpened task = seen.task();
        out.putObject("mission")
                .put("issuer", ledger.origin())
                .put("id", Ids.task(task.task()))
                .put("intent", task.intent())
                .put("instruction_digest", task.instructionDigest());
        String inForce = decided().map(Recorded::bundle).orElse(story.held().bundle());
        ObjectNode policy = out.putObject("approval_policy")
                .put("digest", inForce)
                .put("digest_when_held", story.held().bundle());
        if (inForce.equals(seen.bundle().digest())) {
            policy.put("id", seen.bundle().name());
        }
        held(out.putObject("held"));
        reasons(out.putArray("reasons"));
        needs(out.putArray("needs"));
        ArrayNode assertions = out.putArray("assertions");
        for (Recorded answer : story.answers()) {
            assertion(assertions.addObject(), answer, (Event.HoldAnswered) answer.event(), ledger.origin());
        }
        evaluation(out.putObject("evaluation"), nowMillis);
        entries(out.putObject("ledger").put("origin", ledger.origin()).putArray("entries"), ledger);
        return out;
    }

    private Optional<Recorded> decided() {
        return story.end();
    }

    private void held(ObjectNode out) {
        Event.CallHeld held = story.call();
        CallFacts facts = held.facts();
        out.put("hold", Ids.hold(held.hold()))
                .put("code", seen.code())
                .put("digest", held.digest())
                .put("at", Times.of(story.held().timeMillis()))
                .put("agent", held.actor().name())
                .put("tool", facts.tool())
                .put("risk", facts.risk())
                .put("arguments_digest", facts.argumentsDigest());
        if (!agent) {
            vector(out.putObject("requester"), held.actor());
        }
        ArrayNode duties = out.putArray("duties");
        facts.marks().forEach(duties::add);
        ArrayNode objects = out.putArray("objects");
        facts.actsOn().forEach(key -> objects.add(key.toString()));
        facts.amount().ifPresent(amount -> out.put("amount", amount.toString()));
        ShownArguments.put(out, held);
    }

    /** Writes the attributes of a party; null for one that is unknown. */
    private static void vector(ObjectNode out, Actor actor) {
        actor.attributes().forEach((name, value) -> out.put(name, TaskView.text(value)));
    }

    private void reasons(ArrayNode out) {
        var words = new FindingWords(seen.bundle());
        for (Finding finding : seen.reasons()) {
            ObjectNode reason = out.addObject().put("code", finding.code().text());
            if (!finding.rule().isEmpty()) {
                reason.put("rule", finding.rule());
            }
            if (!finding.unknown().isEmpty()) {
                reason.put("cause", UnknownWords.CODE);
            }
            reason.put("text", agent ? words.forAgent(finding) : words.forPeople(finding));
            if (!agent) {
                ArrayNode witnesses = reason.putArray("witnesses");
                for (Witness witness : finding.witnesses()) {
                    witnesses.addObject().put("call", Ids.call(witness.call())).put("mark", witness.mark());
                }
            }
        }
    }

    private List<Need> distinctNeeds() {
        return seen.reasons().stream()
                .flatMap(reason -> reason.need().stream())
                .distinct()
                .toList();
    }

    private void needs(ArrayNode out) {
        for (Need need : distinctNeeds()) {
            ObjectNode one = out.addObject().put("count", need.count());
            need.by().ifPresent(group -> one.put("group", group));
            if (agent) {
                continue;
            }
            one.put("level", need.level()).put("valid_seconds", need.validMillis() / 1_000);
            ArrayNode attributes = one.putArray("attributes");
            need.attributes().forEach(attributes::add);
            one.put("confirm", need.terms().confirmed());
            need.terms().veto().ifPresent(group -> one.put("veto", group));
            need.terms()
                    .escalation()
                    .ifPresent(escalation -> one.putObject("escalate")
                            .put("to", escalation.to())
                            .put("after_seconds", escalation.afterMillis() / 1_000));
        }
    }

    private void assertion(ObjectNode out, Recorded recorded, Event.HoldAnswered answer, String issuer) {
        out.put("assertion_id", Ids.answer(answer.answer()))
                .put("kind", answer.how().verifier() ? "service" : "human")
                .put("decision", answer.approved() ? "approve" : "deny")
                .put("decided_at", Times.of(recorded.timeMillis()))
                .put("reason", answer.comment());
        if (agent) {
            return;
        }
        out.putObject("principal").put("iss", issuer).put("sub", answer.by().name());
        ObjectNode authority = out.putObject("authority");
        ArrayNode groups = authority.putArray("groups");
        answer.groups().forEach(groups::add);
        authority.put("confirmed", answer.how().confirmed());
        answer.how().channel().ifPresent(channel -> authority.put("channel", channel));
        PresenceView.put(authority, answer.how().presence());
        ArrayNode delegated = authority.putArray("in_place_of");
        for (AnswerContext.Delegated by : answer.how().delegated()) {
            ObjectNode one = delegated
                    .addObject()
                    .put("sub", by.by().name())
                    .put("group", by.group())
                    .put("delegation", "d-" + by.delegation());
            vector(one.putObject("attributes"), by.by());
        }
        vector(out.putObject("attributes"), answer.by());
        independence(out.putArray("independence"), answer);
    }

    /**
     * Writes for each need in what the answerer differs from the requester, and of which other answerers it is
     * independent.
     */
    private void independence(ArrayNode out, Event.HoldAnswered answer) {
        Actor requester = story.call().actor();
        for (Need need : distinctNeeds()) {
            ObjectNode one = out.addObject()
                    .put("level", need.level())
                    .put(
                            "of_requester",
                            Eligibility.independent(seen.links(), answer.by(), requester, need.attributes()));
            ObjectNode attributes = one.putObject("attributes");
            Actor mine = seen.links().canonical(answer.by());
            Actor theirs = seen.links().canonical(requester);
            Set<String> names = new LinkedHashSet<>(Attributes.ALWAYS);
            names.addAll(need.attributes());
            for (String name : names) {
                attributes
                        .putObject(name)
                        .put("principal", TaskView.text(answer.by().get(name)))
                        .put("requester", TaskView.text(requester.get(name)))
                        .put("differ", AttributeValue.surelyDiffer(mine.get(name), theirs.get(name)));
            }
            ArrayNode others = one.putArray("of_each_other");
            for (Recorded recorded : story.answers()) {
                var other = (Event.HoldAnswered) recorded.event();
                if (other.answer() != answer.answer()
                        && seen.links().independent(answer.by(), other.by(), need.attributes())) {
                    others.add(Ids.answer(other.answer()));
                }
            }
        }
    }

    private void evaluation(ObjectNode out, long nowMillis) {
        boolean complete = story.decision() == HoldStory.Decision.PENDING && !contributing.isEmpty();
        HoldStory.Decision decision = complete ? HoldStory.Decision.APPROVED : story.decision();
        out.put("decision", decision.name().toLowerCase(Locale.ROOT))
                .put(
                        "evaluated_at",
                        Times.of(decided().map(Recorded::timeMillis).orElse(nowMillis)))
                .put("spent", story.decision() == HoldStory.Decision.APPROVED);
        ArrayNode answers = out.putArray("contributing");
        contributing.forEach(number -> answers.add(Ids.answer(number)));
        switch (decided().map(Recorded::event).orElse(null)) {
            case Event.CallReserved reserved -> out.put("call", Ids.call(reserved.call()));
            case HoldEvent.Withdrawn withdrawn -> {
                out.put("reason", withdrawn.comment());
                if (!agent) {
                    out.put("by", withdrawn.by());
                }
            }
            case Event.CallHeld again -> out.put("superseded_by", Ids.hold(again.hold()));
            case null, default -> {}
        }
    }

    /** Writes the entries, each with the proof that it is in the ledger, as a file of evidence has it, without the entry itself. */
    private void entries(ArrayNode out, Ledger ledger) throws IOException {
        var entries = new ArrayList<Recorded>();
        entries.add(story.held());
        entries.addAll(story.answers());
        decided().filter(end -> !(end.event() instanceof Event.HoldAnswered)).ifPresent(entries::add);
        for (Recorded entry : entries) {
            out.addObject()
                    .put("entry", entry.seq())
                    .put("at", Times.of(entry.timeMillis()))
                    .put("proof", ledger.evidence(entry.seq()).format());
        }
    }
}
