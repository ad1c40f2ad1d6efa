package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.json.Json;
import dev.interlock.server.tls.ClientCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The token endpoint: from a proven workload to a token for one task (RFC 8693), which is bound to the key that the request proves (RFC
 * 9449, RFC 8705). Who has a client certificate needs no other token of its own and asks with {@code client_credentials}.
 *
 * <p>A sub-agent gets its token by exchange alone: the token of the agent above is the subject, its own workload token the actor. The agent
 * above has to have agreed to this very actor, so a token that leaked starts nobody: it signs a proof of possession with its own key that
 * names the actor, or makes the request itself over the connection that its certificate proves.
 */
final class Grants implements OAuthServer.Endpoint {

    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String CLIENT = "client_credentials";

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final Set<String> WORKLOAD_TYPES = Set.of(JWT, "urn:ietf:params:oauth:token-type:id_token");

    private final Supplier<String> issuer;
    private final Resources resources;
    private final Registry registry;
    private final Workloads workloads;
    private final DpopCheck proofs;
    private final TaskTokens tokens;
    private final LiveLeases leases;
    private final TaskGrants tasks;
    private final TokenRequestLimit pace;
    private final InstantSource clock;

    Grants(
            Supplier<String> issuer,
            Resources resources,
            Registry registry,
            Workloads workloads,
            DpopCheck proofs,
            TaskTokens tokens,
            LiveLeases leases,
            TaskGrants tasks,
            TokenRequestLimit pace,
            InstantSource clock) {
        this.issuer = issuer;
        this.resources = resources;
        this.registry = registry;
        this.workloads = workloads;
        this.proofs = proofs;
        this.tokens = tokens;
        this.leases = leases;
        this.tasks = tasks;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * The key that the request proves to be its sender's.
     *
     * @param proof to be used up once it is known who the sender is; empty for a certificate
     */
    private record Held(
            TaskToken.Binding binding, Map<String, String> headers, Optional<DpopCheck.Outcome.Proven> proof) {}

    @Override
    public Reply answer(Request request, Form form) throws OAuthError {
        Instant now = clock.instant();
        String grant = form.required("grant_type", "send `" + EXCHANGE + "`");
        if (Clients.isClaimed(form)) {
            throw new OAuthError(
                    400,
                    OAuthError.INVALID_CLIENT,
                    "agents authenticate with their workload's token or certificate: leave out the client "
                            + "authentication");
        }
        if (form.value("scope").isPresent()) {
            throw new OAuthError(
                    400,
                    OAuthError.INVALID_SCOPE,
                    "scopes are not used here: describe the task in `authorization_details`");
        }
        String resource = resource(form);
        return switch (grant) {
            case EXCHANGE -> exchange(request, form, resource, now);
            case CLIENT -> certified(request, form, resource, now);
            default ->
                throw new OAuthError(
                        400,
                        OAuthError.UNSUPPORTED_GRANT,
                        "this `grant_type` is not supported here: send `" + EXCHANGE + "`");
        };
    }

    private String resource(Form form) throws OAuthError {
        if (form.value("audience").isPresent()) {
            throw new OAuthError(400, OAuthError.INVALID_TARGET, "name the server that the token is for in `resource`");
        }
        String address = form.required("resource", "send the address of the one server that the token is for");
        return resources
                .at(issuer.get(), address)
                .orElseThrow(() -> new OAuthError(
                        400,
                        OAuthError.INVALID_TARGET,
                        "there is no protected resource with that address; the resources below " + issuer.get()
                                + " are " + String.join(", ", resources.all())));
    }

    private Reply exchange(Request request, Form form, String resource, Instant now) throws OAuthError {
        if (form.value("requested_token_type")
                .filter(type -> !type.equals(ACCESS_TOKEN))
                .isPresent()) {
            throw OAuthError.request("the `requested_token_type` is not issued here: ask for `" + ACCESS_TOKEN + "`");
        }
        String subject = form.required("subject_token", "send the token of your workload");
        String type = form.required("subject_token_type", "send `" + JWT + "`, or `" + ACCESS_TOKEN + "`");
        Held held = held(request, now);
        if (type.equals(ACCESS_TOKEN)) {
            return below(request, form, subject, held, resource, now);
        }
        Optional<ClientCertificate> client = request.client();
        if (form.value("actor_token").isPresent()
                || form.value("actor_token_type").isPresent()) {
            throw OAuthError.request("an `actor_token` is accepted only with the token of a task as `subject_token`");
        }
        Caller agent = workload(form, client, subject, type, "subject_token", held, now);
        TaskDetails details = details(form);
        return issued(tasks.grant(agent, details, resource, held.binding(), now), held, now);
    }

    /** Grants a token for a sub-agent: for a task below that of the subject, and with nothing that the subject's task does not have. */
    private Reply below(Request request, Form form, String subject, Held held, String resource, Instant now)
            throws OAuthError {
        String actorToken = form.required("actor_token", "send the workload token of the agent that the token is for");
        String actorType = form.required("actor_token_type", "send `" + JWT + "`");
        TaskToken above = live(subject, now);
        // The certificate is that of the agent above then, and says nothing about the actor.
        Optional<ClientCertificate> client =
                above.binding() instanceof TaskToken.Binding.Certificate ? Optional.empty() : request.client();
        Caller actor = workload(form, client, actorToken, actorType, "actor_token", held, now);
        consents(request, form, subject, above, actor, now);
        if (!resource.equals(above.resource())) {
            throw new OAuthError(
                            400,
                            OAuthError.INVALID_TARGET,
                            "the `subject_token` is for another `resource`: its holder must first join its task "
                                    + "for that one")
                    .because("token-audience", Optional.of(above));
        }
        if (!(details(form) instanceof TaskDetails.Open open)) {
            throw new OAuthError(
                    400,
                    OAuthError.INVALID_DETAILS,
                    "authorization_details: a sub-agent gets its own task: name its `intent`");
        }
        Caller starter = registry.named(above.agent())
                .filter(Caller::agent)
                .orElseThrow(() -> invalid("the `subject_token`'s agent is not registered"));
        Caller opener = Registry.withRuntime(starter, above.binding().runtime());
        return issued(tasks.below(above.task(), opener, actor, open, resource, held.binding(), now), held, now);
    }

    private TaskToken live(String text, Instant now) throws OAuthError {
        TaskToken token = switch (tokens.verify(text, now)) {
            case JwtResult.Ok<TaskToken>(TaskToken verified) -> verified;
            case JwtResult.Refused<TaskToken> refused ->
                throw invalid("subject_token: " + refused.message())
                        .because(TaskTokens.reason(refused.problem()), Optional.empty());
        };
        if (!leases.live(token, now.toEpochMilli())) {
            throw invalid("subject_token: the token ended with its task or was revoked")
                    .because("token-ended", Optional.of(token));
        }
        return token;
    }

    private void consents(Request request, Form form, String subject, TaskToken above, Caller actor, Instant now)
            throws OAuthError {
        switch (above.binding()) {
            case TaskToken.Binding.Certificate(String thumbprint) -> {
                if (request.client()
                        .map(ClientCertificate::thumbprint)
                        .filter(thumbprint::equals)
                        .isEmpty()) {
                    throw invalid("subject_token: it is bound to a client certificate: its holder must make "
                                    + "this request")
                            .because("token-certificate", Optional.of(above));
                }
            }
            case TaskToken.Binding.Key(String thumbprint) -> {
                String proof = form.required(
                        "subject_token_proof",
                        "send a proof of possession of the `subject_token` (as in DPoP, with `ath`) that names its"
                                + " `actor`");
                var expected = new DpopCheck.Expected(
                        "POST", issuer.get() + Metadata.TOKEN, Optional.of(subject), Optional.of(thumbprint));
                switch (proofs.check(above.agent(), proof, expected, now)) {
                    case DpopCheck.Outcome.Refused refused -> throw OAuthError.proof(refused, Optional.of(above));
                    case DpopCheck.Outcome.Proven proven -> {
                        if (!proven.claims().text("actor").equals(Optional.of(actor.name()))) {
                            throw invalid("subject_token_proof: its `actor` is not the agent of the `actor_token`")
                                    .because("token-actor", Optional.of(above));
                        }
                    }
                }
            }
        }
    }

    private Reply certified(Request request, Form form, String resource, Instant now) throws OAuthError {
        ClientCertificate certificate = request.client()
                .orElseThrow(() -> new OAuthError(
                        401, OAuthError.INVALID_CLIENT, "there is no client certificate: connect with one"));
        Caller agent = switch (workloads.caller(certificate)) {
            case JwtResult.Ok<Caller>(Caller known) -> known;
            case JwtResult.Refused<Caller> refused ->
                throw new OAuthError(401, OAuthError.INVALID_CLIENT, refused.message())
                        .because("certificate-" + refused.problem().name().toLowerCase(Locale.ROOT), Optional.empty());
        };
        Held held = held(request, now);
        known(form, agent, held, now);
        Caller running = Registry.withRuntime(agent, held.binding().runtime());
        return issued(tasks.grant(running, details(form), resource, held.binding(), now), held, now);
    }

    /** The key of the sender: that of its proof, which is not used up yet, or else that of its certificate. */
    private Held held(Request request, Instant now) throws OAuthError {
        var sent = request.headers().all(DpopCheck.HEADER);
        Optional<ClientCertificate> certificate = request.client();
        if (sent.isEmpty() && certificate.isPresent()) {
            return new Held(
                    new TaskToken.Binding.Certificate(certificate.get().thumbprint()), Map.of(), Optional.empty());
        }
        var expected = DpopCheck.Expected.of(request.method(), issuer.get() + Metadata.TOKEN);
        return switch (proofs.look(sent, expected, now)) {
            case DpopCheck.Outcome.Proven proven ->
                new Held(new TaskToken.Binding.Key(proven.thumbprint()), proven.headers(), Optional.of(proven));
            case DpopCheck.Outcome.Refused refused -> throw OAuthError.proof(refused, Optional.empty());
        };
    }

    /** The registered agent, as the instance that holds the key: whatever its token called itself, the token that it gets is the key's. */
    private Caller workload(
            Form form,
            Optional<ClientCertificate> client,
            String token,
            String type,
            String parameter,
            Held held,
            Instant now)
            throws OAuthError {
        if (!WORKLOAD_TYPES.contains(type)) {
            throw OAuthError.request("the `" + parameter + "_type` is not accepted here: send `" + JWT + "`");
        }
        Optional<String> key =
                held.binding() instanceof TaskToken.Binding.Key(String jkt) ? Optional.of(jkt) : Optional.empty();
        Caller agent = switch (workloads.caller(token, client, key)) {
            case JwtResult.Ok<Caller>(Caller known) -> known;
            case JwtResult.Refused<Caller> refused ->
                throw invalid(parameter + ": " + refused.message())
                        .because(TaskTokens.reason(refused.problem()), Optional.empty());
        };
        if (!agent.agent()) {
            throw new OAuthError(
                    400,
                    OAuthError.UNAUTHORIZED,
                    "tokens for tasks are issued to agents only; people open tasks for them");
        }
        known(form, agent, held, now);
        return Registry.withRuntime(agent, held.binding().runtime());
    }

    /**
     * Checks a request once it is known who sends it: that the agent may ask so often, is the client that it says it is, and sends a
     * proof that is new.
     */
    private void known(Form form, Caller agent, Held held, Instant now) throws OAuthError {
        Optional<Duration> wait = pace.busy(agent);
        if (wait.isPresent()) {
            throw new OAuthError(
                    429,
                    OAuthError.UNAVAILABLE,
                    "there were too many requests: wait, then send this one again",
                    Map.of("Retry-After", Long.toString(wait.get().toSeconds() + 1)));
        }
        if (form.value("client_id").filter(id -> !id.equals(agent.name())).isPresent()) {
            throw new OAuthError(
                    400, OAuthError.INVALID_CLIENT, "the `client_id` is not the authenticated agent: leave it out");
        }
        if (held.proof().isPresent()
                && proofs.use(agent.name(), held.proof().get(), now) instanceof DpopCheck.Outcome.Refused refused) {
            throw OAuthError.proof(refused, Optional.empty());
        }
    }

    private TaskDetails details(Form form) throws OAuthError {
        return TaskDetails.read(form.required("authorization_details", "describe the task"), tasks.objectTypes());
    }

    private Reply issued(TaskGrants.Granted granted, Held held, Instant now) {
        ObjectNode body = Json.object()
                .put("access_token", granted.token())
                .put("issued_token_type", ACCESS_TOKEN)
                .put(
                        "token_type",
                        switch (held.binding()) {
                            case TaskToken.Binding.Key key -> "DPoP";
                            case TaskToken.Binding.Certificate certificate -> "Bearer";
                        })
                .put(
                        "expires_in",
                        Math.max(0, Duration.between(now, granted.expires()).toSeconds()));
        body.set("authorization_details", granted.details());
        return Reply.json(200, body).with(held.headers());
    }

    private static OAuthError invalid(String description) {
        return new OAuthError(400, OAuthError.INVALID_GRANT, description);
    }
}
