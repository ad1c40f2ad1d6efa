package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.HeldCalls;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.PassedTokens;
import dev.interlock.server.render.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Denials for which an approval can be asked, and their handles. Thread-safe. */
final class Denials {

    /** The time within which the approval of a denial can be asked for. */
    private static final Duration REQUESTABLE = Duration.ofMinutes(15);

    private final HeldCalls heldCalls;
    private final Questions questions;
    private final Handles handles;
    private final Supplier<String> url;

    Denials(HeldCalls heldCalls, Questions questions, Handles handles, Supplier<String> url) {
        this.heldCalls = heldCalls;
        this.questions = questions;
        this.handles = handles;
        this.url = url;
    }

    /** Returns the part of a denial that says how to ask for approval. */
    ObjectNode requestable(EnforcementPoint by, long call, long evaluatedMillis) {
        long until = evaluatedMillis + REQUESTABLE.toMillis();
        return Json.object()
                .put("endpoint", url.get() + AccessRequests.PATH)
                .put("expires_at", time(until))
                .put("binding_token", handles.of(Handles.Kind.DENIAL, call, evaluatedMillis, until, by.name()));
    }

    /** The held call that this part of a request is about, whose denial it names. */
    HeldCalls.Held bound(EnforcementPoint by, Submission.Part part) throws AuthzenRefusal {
        HeldCalls.Held held = denied(by, part);
        Questions.Mapped mapped = questions.of(by, part.evaluation());
        if (mapped instanceof Questions.Mapped.Unproven(PassedTokens.Outcome.Refused why)) {
            throw unbound(part, why.message()).as(why.reason());
        }
        if (mapped.calls().stream().noneMatch(question -> heldCalls.isSameCall(question, held))) {
            throw unbound(part, "the request and the denial are about different calls");
        }
        long until = held.evaluatedMillis() + REQUESTABLE.toMillis();
        if (!time(until).equals(Json.string(part.denial(), "expires_at"))) {
            throw unbound(part, "`denial.expires_at` differs from that of the denial");
        }
        if (heldCalls.now() > until) {
            throw AuthzenRefusal.problem(
                    410, "expired_denial", part.place() + "the denial has expired: evaluate again");
        }
        return held;
    }

    private HeldCalls.Held denied(EnforcementPoint by, Submission.Part part) throws AuthzenRefusal {
        String id = Json.string(part.denial(), "evaluation_id");
        String token = Json.string(part.denial(), "binding_token");
        OptionalLong named = id == null ? OptionalLong.empty() : Ids.parse('c', id);
        OptionalLong bound = token == null ? OptionalLong.empty() : handles.read(Handles.Kind.DENIAL, token, by.name());
        if (token != null && bound.isEmpty()) {
            throw unbound(part, "`denial.binding_token` was not issued by this server, or is too old");
        }
        OptionalLong call = token == null ? named : bound;
        if (call.isEmpty() || id != null && !named.equals(call)) {
            throw unbound(
                    part,
                    "`denial` must name the evaluation by `evaluation_id`, by `binding_token`, or consistently by"
                            + " both");
        }
        return heldCalls
                .held(call.getAsLong())
                .filter(held -> held.by().filter(by.name()::equals).isPresent())
                .orElseThrow(() -> unbound(part, "that evaluation was not held for you"));
    }

    static AuthzenRefusal unbound(Submission.Part part, String detail) {
        return AuthzenRefusal.problem(400, "invalid_denial_binding", part.place() + detail);
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
