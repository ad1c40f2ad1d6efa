package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.passkey.Passkey;
import dev.interlock.server.identity.passkey.PasskeyBook;
import dev.interlock.server.identity.passkey.PasskeyChallenges;
import dev.interlock.server.identity.passkey.PasskeyProblem;
import dev.interlock.server.identity.passkey.Passkeys;
import dev.interlock.server.identity.passkey.PublicKeys;
import dev.interlock.server.identity.passkey.Signed;
import dev.interlock.server.identity.presence.Freshness;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/** The passkeys of the person who asks, and what proves that one was used. */
final class PasskeyRoutes implements Routes {

    private static final int MAX_NAME = 60;
    private static final int MAX_BINARY = 4 << 10;
    private static final String UNPROVEN = "passkey-unproven";

    private final Domain domain;
    private final Passkeys passkeys;

    PasskeyRoutes(Domain domain, Passkeys passkeys) {
        this.domain = domain;
        this.passkeys = passkeys;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        People.require(caller, "use passkeys");
        return switch (request.depth()) {
            case 0 -> request.looksOr("POST") ? list(caller, request.query()) : register(caller, request);
            case 1 -> request.id().equals("challenges") ? challenge(caller, request) : RoutedRequest.nowhere();
            case 2 ->
                request.step().equals("remove")
                        ? remove(caller, request.id(), request.posted())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply list(Caller caller, Query query) throws Refusal {
        query.finish();
        ObjectNode out = Json.object();
        ArrayNode list = out.putArray("passkeys");
        for (Passkey passkey : passkeys.of(caller.name())) {
            ObjectNode one = list.addObject()
                    .put("id", Ids.passkey(passkey.number()))
                    .put("name", passkey.name())
                    .put("credential", passkey.credential())
                    .put("registered", Times.of(passkey.registeredMillis()));
            passkey.usedMillis().ifPresent(used -> one.put("used", Times.of(used)));
        }
        passkeys.site()
                .ifPresent(site -> out.putObject("site").put("id", site.id()).put("origin", site.origin()));
        return Reply.json(200, out);
    }

    /** Makes a challenge by which a passkey is registered. */
    private Reply challenge(Caller caller, RoutedRequest request) throws Refusal, IOException {
        request.posted().finish();
        requireFresh(request.freshness());
        return Reply.json(201, challenge(caller, PasskeyChallenges.REGISTER));
    }

    /** Returns a challenge, with the site and the passkeys of the caller. */
    ObjectNode challenge(Caller caller, String purpose) throws Refusal {
        var site = passkeys.site()
                .orElseThrow(() -> new Refusal(
                        422,
                        UNPROVEN,
                        "passkeys belong to a host name, but browsers do not reach this server under one: set"
                                + " `console: {url: ...}`"));
        ObjectNode out = Json.object()
                .put("challenge", passkeys.challenge(caller.name(), purpose, domain.now()))
                .put("site", site.id())
                .put("person", caller.name());
        ArrayNode known = out.putArray("credentials");
        passkeys.of(caller.name()).forEach(passkey -> known.add(passkey.credential()));
        return out;
    }

    private void requireFresh(Freshness freshness) throws Refusal {
        if (!freshness.suffices(domain.now())) {
            throw Problems.stepUp("a person who registers a passkey", freshness);
        }
    }

    private Reply register(Caller caller, RoutedRequest request) throws Refusal, IOException {
        Body body = request.body();
        String name = body.required("name", MAX_NAME);
        String credential = body.required("credential", MAX_BINARY);
        String key = body.required("key", MAX_BINARY);
        String authenticator = body.required("authenticator", MAX_BINARY);
        String client = body.required("client", MAX_BINARY);
        body.finish();
        requireFresh(request.freshness());
        List<Passkey> known = passkeys.of(caller.name());
        if (known.size() >= PasskeyBook.MOST) {
            throw new Refusal(
                    422, UNPROVEN, "you have " + PasskeyBook.MOST + " passkeys, which is the limit: remove one first");
        }
        if (known.stream().anyMatch(passkey -> passkey.credential().equals(credential))) {
            throw new Refusal(422, UNPROVEN, "this passkey is already registered");
        }
        long uses;
        try {
            PublicKeys.read(key);
            uses = passkeys.registered(
                    decoded("credential", credential),
                    new Signed(decoded("authenticator", authenticator), decoded("client", client)),
                    caller.name(),
                    domain.now());
        } catch (PasskeyProblem e) {
            throw new Refusal(422, UNPROVEN, e.detail());
        }
        var command = new AgentCommand.RegisterPasskey(
                caller, name, credential, key, uses, request.freshness().presence());
        return switch (domain.ask(command).answer()) {
            case Answer.Done done ->
                Reply.json(
                        201, Json.object().put("id", Ids.passkey(done.number())).put("name", name));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a passkey is not a call");
        };
    }

    private Reply remove(Caller caller, String id, Body body) throws Refusal {
        body.finish();
        OptionalLong number = id.matches("passkey-[0-9]{1,15}")
                ? OptionalLong.of(Long.parseLong(id.substring("passkey-".length())))
                : OptionalLong.empty();
        boolean own = number.isPresent()
                && passkeys.of(caller.name()).stream().anyMatch(one -> one.number() == number.getAsLong());
        if (!own) {
            return Problems.notFound("you have no passkey `" + id + "`");
        }
        return switch (domain.ask(new AgentCommand.RemovePasskey(number.getAsLong(), caller.name(), caller))
                .answer()) {
            case Answer.Done done -> Reply.json(200, Json.object().put("id", id).put("state", "removed"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a passkey is not a call");
        };
    }

    /**
     * Returns the proof of a caller who used a passkey.
     *
     * @param shown with {@code credential}, {@code authenticator}, {@code client} and {@code signature}, in base64url
     * @param purpose for which the challenge was made
     */
    Presence used(Caller caller, ObjectNode shown, String purpose) throws Refusal {
        try {
            return passkeys.used(
                    shown.path("credential").asText(),
                    new Signed(
                            decoded("authenticator", shown.path("authenticator").asText()),
                            decoded("client", shown.path("client").asText())),
                    decoded("signature", shown.path("signature").asText()),
                    caller.name(),
                    purpose,
                    domain.now());
        } catch (PasskeyProblem e) {
            throw new Refusal(422, UNPROVEN, e.detail());
        }
    }

    private static byte[] decoded(String name, String text) throws Refusal {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("`" + name + "` must be base64url");
        }
    }
}
