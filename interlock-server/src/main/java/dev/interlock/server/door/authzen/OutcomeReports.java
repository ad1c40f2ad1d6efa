package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Identifiers;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonPlaces;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The outcomes of permitted calls, reported by the enforcement points that carried them out: {@code
 * /access/v1/evaluations/ID/outcome}.
 */
final class OutcomeReports {

    private static final int MOST_CREATED = 1_000;

    private final Enforcer enforcer;

    OutcomeReports(Enforcer enforcer) {
        this.enforcer = enforcer;
    }

    ObjectNode report(EnforcementPoint by, String id, ObjectNode body) throws AuthzenRefusal {
        OptionalLong call = Ids.parse('c', id);
        if (call.isEmpty()) {
            throw new AuthzenRefusal(404, "there is no such evaluation").as(RefusalCode.CALL_UNKNOWN.text());
        }
        if (by.mode() == EnforcementPoint.Mode.ADVISORY) {
            throw new AuthzenRefusal(403, "`" + by.name() + "` is advisory, so it carries out no calls")
                    .as("caller-advisory");
        }
        return switch (enforcer.report(call.getAsLong(), by.name(), settlement(body))) {
            case Enforcer.Reported.As(Settlement settlement) ->
                Json.object().put("evaluation_id", id).put("outcome", word(settlement));
            case Enforcer.Reported.Not(Answer.Refused(RefusalCode code, String message)) ->
                throw new AuthzenRefusal(status(code), code.text() + ": " + message + wayOut(code, id))
                        .as(code == RefusalCode.CALL_NOT_YOURS ? "outcome-of-another" : code.text());
        };
    }

    private static int status(RefusalCode code) {
        return switch (code) {
            case CALL_NOT_YOURS -> 403;
            case CALL_UNKNOWN -> 404;
            case CALL_SETTLED, REPORT_LATE -> 409;
            default -> 400;
        };
    }

    private static String wayOut(RefusalCode code, String id) {
        return code == RefusalCode.REPORT_LATE ? ", with `POST /v1/calls/" + id + "/reconcile`" : "";
    }

    private static String word(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> "succeeded";
            case Settlement.Existed existed -> "existed";
            case Settlement.Failed failed -> "failed";
            case Settlement.Unknown unknown -> "unknown";
        };
    }

    private static Settlement settlement(ObjectNode body) throws AuthzenRefusal {
        JsonNode outcome = body.get("outcome");
        if (outcome == null || !outcome.isTextual()) {
            throw AuthzenRefusal.invalid("`outcome` must be `succeeded`, `failed` or `unknown`");
        }
        List<Key> created = created(body);
        if (!created.isEmpty() && !outcome.textValue().equals("succeeded")) {
            throw AuthzenRefusal.invalid("only a call that succeeded can have created objects");
        }
        List<Integer> undone = undone(body);
        if (!undone.isEmpty() && !outcome.textValue().equals("succeeded")) {
            throw AuthzenRefusal.invalid("only a call that succeeded can have been done in part");
        }
        return switch (outcome.textValue()) {
            case "succeeded" -> new Settlement.Succeeded(created, undone);
            case "failed" -> new Settlement.Failed(reason(body));
            case "unknown" -> new Settlement.Unknown(reason(body));
            default -> throw AuthzenRefusal.invalid("`outcome` must be `succeeded`, `failed` or `unknown`");
        };
    }

    private static String reason(ObjectNode body) throws AuthzenRefusal {
        JsonNode reason = body.get("reason");
        if (reason != null && !reason.isTextual()) {
            throw AuthzenRefusal.invalid("`reason` is " + Bodies.kind(reason) + ", not a string");
        }
        return reason == null ? "as reported" : reason.textValue();
    }

    /** Elements of the list of the call that were not done. */
    private static List<Integer> undone(ObjectNode body) throws AuthzenRefusal {
        JsonNode places = body.get("undone");
        if (places == null) {
            return List.of();
        }
        return switch (JsonPlaces.of(places)) {
            case JsonPlaces.Read(List<Integer> undone) -> undone;
            case JsonPlaces.Wrong(int at, String why) ->
                throw AuthzenRefusal.invalid("`undone" + (at < 0 ? "" : "[" + at + "]") + "`: " + why);
        };
    }

    private static List<Key> created(ObjectNode body) throws AuthzenRefusal {
        JsonNode named = body.get("created");
        if (named == null) {
            return List.of();
        }
        if (!named.isArray() || named.size() > MOST_CREATED) {
            throw AuthzenRefusal.invalid(
                    "`created` must be an array of at most " + MOST_CREATED + " objects, such as `[\"vendor/42\"]`");
        }
        var keys = new ArrayList<Key>();
        for (JsonNode each : named) {
            keys.add(key(each));
        }
        return keys;
    }

    private static Key key(JsonNode named) throws AuthzenRefusal {
        try {
            if (named.isTextual()) {
                Key key = Key.parse(named.textValue());
                if (Identifiers.misspelling(key.value()).isEmpty()) {
                    return key;
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw AuthzenRefusal.invalid("write an object in `created` as `type/id`, such as `vendor/42`");
    }
}
