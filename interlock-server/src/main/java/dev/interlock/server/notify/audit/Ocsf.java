package dev.interlock.server.notify.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.UnknownWords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the record as events of the Open Cybersecurity Schema Framework (1.x): class API Activity (6003) with the
 * profiles {@code security_control} and {@code ai_operation}. Parts without a place there are under {@code unmapped},
 * and the entry itself is {@code raw_data}. Pure.
 */
final class Ocsf {

    private static final String VERSION = "1.5.0";
    private static final int CATEGORY = 6;
    private static final int CLASS = 6003;
    private static final int PERSON = 1;
    private static final int SERVICE = 3;

    private final String domain;
    private final String product;

    /** The activity of an event, in OCSF's own numbers. */
    private enum Activity {
        CREATE(1, "Create"),
        READ(2, "Read"),
        UPDATE(3, "Update"),
        OTHER(99, "Other");

        private final int id;
        private final String text;

        Activity(int id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    /** The action that the control took. */
    private enum Action {
        ALLOWED(1, "Allowed"),
        DENIED(2, "Denied"),
        OBSERVED(3, "Observed");

        private final int id;
        private final String text;

        Action(int id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    private enum Severity {
        INFORMATIONAL(1, "Informational"),
        LOW(2, "Low"),
        MEDIUM(3, "Medium");

        private final int id;
        private final String text;

        Severity(int id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    /** @param domain name of the domain, which makes numbers of entries unique */
    Ocsf(String domain) {
        String version = Ocsf.class.getPackage().getImplementationVersion();
        this.domain = domain;
        this.product = version == null ? "development" : version;
    }

    ObjectNode of(Recorded recorded) {
        Map<String, @Nullable Object> leaf = EventCodec.toMap(recorded);
        String type = String.valueOf(leaf.get("type"));
        ObjectNode out = Json.object();
        head(out, recorded, type);
        switch (recorded.event()) {
            case Event.CallReserved call -> decided(out, recorded, call, Action.ALLOWED, "permit");
            case Event.CallHeld call -> {
                decided(out, recorded, call, Action.DENIED, "hold");
                out.withObject("/unmapped").put("hold", Ids.hold(call.hold()));
            }
            case Event.CallDenied call -> decided(out, recorded, call, Action.DENIED, "deny");
            case Event.CallObserved call -> decided(out, recorded, call, Action.OBSERVED, "observed");
            case Event.CallSettled settled -> settled(out, settled.call(), settled.settlement());
            case Event.CallConfirmed confirmed -> settled(out, confirmed.call(), confirmed.settlement());
            case Event.CallReconciled reconciled -> settled(out, reconciled.call(), reconciled.settlement());
            case AgentEvent.DenialsCounted counted -> counted(out, counted);
            default -> other(out, type);
        }
        if (!out.has("actor")) {
            by(out, leaf);
        }
        out.put("raw_data", new String(Leaves.shown(recorded), StandardCharsets.UTF_8));
        return out;
    }

    private void head(ObjectNode out, Recorded recorded, String type) {
        ObjectNode metadata = out.putObject("metadata");
        metadata.put("version", VERSION);
        metadata.putObject("product")
                .put("name", "Interlock")
                .put("vendor_name", "Interlock")
                .put("version", product);
        metadata.putArray("profiles").add("security_control").add("ai_operation");
        metadata.put("uid", domain + "/" + recorded.seq());
        metadata.put("sequence", recorded.seq());
        metadata.put("event_code", type);
        metadata.put("log_name", domain);
        out.put("time", recorded.timeMillis());
        out.put("category_uid", CATEGORY).put("category_name", "Application Activity");
        out.put("class_uid", CLASS).put("class_name", "API Activity");
    }

    private void decided(ObjectNode out, Recorded recorded, Event.CallDecided call, Action action, String decision) {
        CallFacts facts = call.facts();
        Activity activity =
                !facts.writes() ? Activity.READ : facts.creates().isEmpty() ? Activity.UPDATE : Activity.CREATE;
        activity(out, activity);
        boolean well = action != Action.DENIED;
        Severity severity = well && call.findings().isEmpty()
                ? Severity.INFORMATIONAL
                : decision.equals("deny") ? Severity.MEDIUM : Severity.LOW;
        out.put("severity_id", severity.id).put("severity", severity.text);
        out.put("status_id", well ? 1 : 2).put("status", well ? "Success" : "Failure");
        call.findings().stream()
                .findFirst()
                .ifPresent(first -> out.put("status_code", first.code().text()));
        out.put("action_id", action.id).put("action", action.text);
        actor(out, call.actor());
        api(out, facts.tool(), Ids.call(call.call()));
        ObjectNode authorization = out.putArray("authorizations").addObject().put("decision", decision);
        policy(authorization, recorded, call.findings());
        for (var object : facts.actsOn()) {
            out.withArray("/resources").addObject().put("type", object.kind()).put("name", object.value());
        }
        ObjectNode unmapped = out.putObject("unmapped");
        unmapped.put("task", call.task() == 0 ? "" : Ids.task(call.task()));
        unmapped.put("risk", facts.risk());
        var reasons = unmapped.putArray("findings");
        for (Finding finding : call.findings()) {
            ObjectNode reason =
                    reasons.addObject().put("code", finding.code().text()).put("rule", finding.rule());
            if (!finding.unknown().isEmpty()) {
                reason.put("cause", UnknownWords.CODE);
            }
        }
    }

    private static void policy(ObjectNode authorization, Recorded recorded, List<Finding> findings) {
        ObjectNode policy = authorization.putObject("policy").put("version", recorded.bundle());
        findings.stream()
                .filter(finding -> !finding.rule().isEmpty())
                .findFirst()
                .ifPresent(finding -> policy.put("uid", finding.rule()).put("name", finding.rule()));
    }

    private static void settled(ObjectNode out, long call, Settlement settlement) {
        activity(out, Activity.OTHER);
        out.put("severity_id", Severity.INFORMATIONAL.id).put("severity", Severity.INFORMATIONAL.text);
        switch (settlement) {
            case Settlement.Succeeded well -> out.put("status_id", 1).put("status", "Success");
            case Settlement.Existed existed -> out.put("status_id", 99).put("status", "existed");
            case Settlement.Failed failed -> out.put("status_id", 2).put("status", "Failure");
            case Settlement.Unknown unknown -> out.put("status_id", 0).put("status", "Unknown");
        }
        out.put("action_id", Action.OBSERVED.id).put("action", Action.OBSERVED.text);
        api(out, "outcome", Ids.call(call));
    }

    /** Calls that were denied like a recorded one. */
    private static void counted(ObjectNode out, AgentEvent.DenialsCounted counted) {
        activity(out, Activity.OTHER);
        out.put("severity_id", Severity.MEDIUM.id).put("severity", Severity.MEDIUM.text);
        out.put("status_id", 2).put("status", "Failure");
        out.put("action_id", Action.DENIED.id).put("action", Action.DENIED.text);
        out.put("count", counted.times());
        api(out, "denials-counted", Ids.call(counted.call()));
    }

    /** Writes an entry that is no call: the type names it, and the entry has all of it. */
    private static void other(ObjectNode out, String type) {
        activity(out, Activity.OTHER);
        out.put("severity_id", Severity.INFORMATIONAL.id).put("severity", Severity.INFORMATIONAL.text);
        out.put("status_id", 1).put("status", "Success");
        out.put("action_id", Action.OBSERVED.id).put("action", Action.OBSERVED.text);
        api(out, type, "");
    }

    private static void activity(ObjectNode out, Activity activity) {
        out.put("activity_id", activity.id).put("activity_name", activity.text);
        out.put("type_uid", CLASS * 100L + activity.id).put("type_name", "API Activity: " + activity.text);
    }

    private static void api(ObjectNode out, String operation, String request) {
        int slash = operation.indexOf('/');
        ObjectNode api = out.putObject("api").put("operation", operation.substring(slash + 1));
        api.putObject("service").put("name", slash < 0 ? "interlock" : operation.substring(0, slash));
        if (!request.isEmpty()) {
            api.putObject("request").put("uid", request);
        }
    }

    private static void actor(ObjectNode out, Actor actor) {
        String agent = known(actor, "agent").orElse("unknown");
        String runtime = known(actor, "runtime").orElse("unknown");
        user(out, agent, SERVICE, "Service");
        ObjectNode ai =
                out.putObject("ai_agent").put("uid", agent).put("name", agent).put("instance_uid", runtime);
        known(actor, "model").ifPresent(model -> ai.putObject("ai_model").put("name", model));
        // Addresses are not recorded: the instance that was proven is where it came from.
        out.putObject("src_endpoint").put("name", agent).put("instance_uid", runtime);
    }

    /** Writes the actor, as far as the entry names one as {@code by}: by its name, or as an actor. */
    private static void by(ObjectNode out, Map<String, @Nullable Object> leaf) {
        Object by = leaf.get("by");
        String name = by instanceof Map<?, ?> actor
                ? String.valueOf(actor.get("agent"))
                : by instanceof String text ? text : "interlock";
        user(out, name, name.equals("interlock") ? SERVICE : PERSON, name.equals("interlock") ? "Service" : "User");
        out.putObject("src_endpoint").put("name", name);
    }

    private static void user(ObjectNode out, String name, int type, String text) {
        out.putObject("actor")
                .putObject("user")
                .put("name", name)
                .put("uid", name)
                .put("type_id", type)
                .put("type", text);
    }

    private static Optional<String> known(Actor actor, String attribute) {
        AttributeValue value = actor.get(attribute);
        return value.texts().isEmpty() ? Optional.empty() : Optional.of(value.toString());
    }
}
