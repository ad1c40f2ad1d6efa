package dev.interlock.server.oauth;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.tls.ClientCertificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a token back (RFC 7009): its holder may, who proves the key of the token, and the configured clients. What is no token of ours is
 * answered as if it had been taken back, as there is nothing to take back.
 */
final class Revocation implements OAuthServer.Endpoint {

    private final Supplier<String> issuer;
    private final Clients clients;
    private final TaskTokens tokens;
    private final DpopCheck proofs;
    private final Registry registry;
    private final Domain domain;
    private final InstantSource clock;

    Revocation(
            Supplier<String> issuer,
            Clients clients,
            TaskTokens tokens,
            DpopCheck proofs,
            Registry registry,
            Domain domain,
            InstantSource clock) {
        this.issuer = issuer;
        this.clients = clients;
        this.tokens = tokens;
        this.proofs = proofs;
        this.registry = registry;
        this.domain = domain;
        this.clock = clock;
    }

    @Override
    public Reply answer(Request request, Form form) throws OAuthError {
        Instant now = clock.instant();
        Optional<String> client =
                Clients.isClaimed(form) ? Optional.of(clients.authenticated(form, now)) : Optional.empty();
        String text = form.required("token", "send the token to be revoked");
        Optional<TaskToken> token = tokens.verify(text, now).toOptional();
        Map<String, String> headers = Map.of();
        if (client.isEmpty()) {
            headers = proven(request, text, token, now);
        }
        if (token.isPresent()) {
            revoke(token.get(), client);
        }
        return Reply.empty(200).with(headers);
    }

    private Map<String, String> proven(Request request, String text, Optional<TaskToken> token, Instant now)
            throws OAuthError {
        Optional<TaskToken.Binding> binding = token.map(TaskToken::binding);
        if (binding.orElse(null) instanceof TaskToken.Binding.Certificate(String thumbprint)) {
            if (request.client()
                    .map(ClientCertificate::thumbprint)
                    .filter(thumbprint::equals)
                    .isEmpty()) {
                throw new OAuthError(401, OAuthError.INVALID_CLIENT, "the token is bound to another client certificate")
                        .because("token-certificate", token);
            }
            return Map.of();
        }
        var expected = new DpopCheck.Expected(
                request.method(),
                issuer.get() + Metadata.REVOKE,
                Optional.of(text),
                binding.map(TaskToken.Binding::thumbprint));
        DpopCheck.Outcome looked = proofs.look(request.headers().all(DpopCheck.HEADER), expected, now);
        // A token that is none of ours cannot be revoked twice, so its proof need not be used up.
        return switch (token.isPresent() ? proofs.use(token.get().agent(), looked, now) : looked) {
            case DpopCheck.Outcome.Proven known -> known.headers();
            case DpopCheck.Outcome.Refused refused -> throw OAuthError.proof(refused, token);
        };
    }

    private void revoke(TaskToken token, Optional<String> client) throws OAuthError {
        Optional<Caller> holder = registry.named(token.agent())
                .map(agent -> Registry.withRuntime(agent, token.binding().runtime()));
        String comment =
                client.map(name -> "requested by the client `" + name + "`").orElse("given back");
        Answer answer = domain.ask(new LeaseCommand.Revoke(token.lease(), holder, comment))
                .answer();
        if (answer instanceof Answer.Refused refused
                && refused.code() != RefusalCode.LEASE_ENDED
                && refused.code() != RefusalCode.LEASE_UNKNOWN) {
            throw new OAuthError(400, OAuthError.UNAUTHORIZED, refused.message());
        }
    }
}
