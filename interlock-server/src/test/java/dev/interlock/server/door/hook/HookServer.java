package dev.interlock.server.door.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A server with the bundle that is shipped, told by the hook of one client in the name of an agent. A person answers its holds. */
final class HookServer implements AutoCloseable {

    /** The folder of the bundle that is shipped for coding agents. */
    static final Path BUNDLE =
            Path.of("../bundles/coding-agent").toAbsolutePath().normalize();

    private final String client;
    private final Token agent = Token.create(new SecureRandom());
    private final Token other = Token.create(new SecureRandom());
    private final Token deployer = Token.create(new SecureRandom());
    private final Token person = Token.create(new SecureRandom());
    private final Served server;

    HookServer(Path folder, String client) throws IOException {
        this.client = client;
        this.server = Served.of(
                        folder,
                        """
                        domain: hooks.example.com
                        listen: 127.0.0.1:0
                        bundle: %s
                        agents:
                          ada: {token: %s, owner: one, origin: alice, model: m, root: true, intent: author}
                          bob: {token: %s, owner: two, origin: bill, model: m, root: true, intent: author}
                          dex: {token: %s, owner: three, origin: doris, model: m, root: true, intent: deployer}
                        people:
                          omar: {token: %s, owner: audit, groups: [maintainers]}
                        limits: {agents: {bob: {rate: any}}}
                        """.formatted(BUNDLE, agent.hash(), other.hash(), deployer.hash(), person.hash()),
                        Map.of(),
                        InstantSource.system())
                .start();
    }

    /** Tells an event. Returns the answer of the server, whatever its status. */
    RawHttp.Answer tell(String more, JsonNode event) {
        return tell(agent, more, event);
    }

    /** Tells an event in the name of the other agent. */
    RawHttp.Answer tellAsOther(JsonNode event) {
        return tell(other, "", event);
    }

    /** Tells an event in the name of an agent that deploys. */
    RawHttp.Answer tellAsDeployer(JsonNode event) {
        return tell(deployer, "", event);
    }

    /** Approves a hold in the name of a person whom no agent belongs to. */
    void approve(String hold, String code) {
        RawHttp.Answer answer = RawHttp.to(server.port(), "/v1/holds/" + hold + "/approve")
                .add("Authorization", "Bearer " + person.reveal())
                .add("Content-Type", "application/json")
                .body(Json.text(Json.object().put("code", code)))
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private RawHttp.Answer tell(Token by, String more, JsonNode event) {
        return RawHttp.to(server.port(), "/v1/hooks/" + client + "?project=shop" + more)
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(Json.text(event))
                .send();
    }

    /** Tells an event that is decided or recorded. Returns what the client is answered. */
    String told(String more, JsonNode event) {
        RawHttp.Answer answer = tell(more, event);
        assertThat(answer.status()).as("%s for %s", answer.text(), event).isEqualTo(200);
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    <E extends Event> List<E> recorded(Class<E> kind) throws IOException {
        return server.recorded(kind);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
