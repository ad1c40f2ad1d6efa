package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that went on with answers, as the record shows them and as another bundle decides them again. */
class ContinuationShownTest {

    private static final String BUNDLE = """
        interlock: v1
        name: asking
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
          top: {independence: line, on-conflict: deny, on-missing: deny}
        server: shop
        tools:
          pay: {duty: payment.release, values: {payee: 'args["mcp:answers"].q1.iban?'}, risk: low}
        intents: {all: {goal: All, allow: [payment.release]}}
        rules:
        """;
    private static final String NOT_MALLORY = """
          - {id: R-1, title: Not to Mallory, risk: top, forbid: {duty: payment.release,
             when: '"mcp:answers" in args && args["mcp:answers"].q1.iban == "MALLORY"'}}
        """;
    private static final String NOT_BOB = """
          - {id: R-3, title: Not to Bob, risk: top, forbid: {duty: payment.release,
             when: '"mcp:answers" in args && args["mcp:answers"].q1.iban == "BOB"'}}
        """;
    private static final String ONE = """
          - {id: R-2, title: One, risk: top, limit: {of: payment.release, per: domain, max: 1}}
        """;

    @TempDir
    static Path folder;

    private static Path data;
    private static PolicyBundle.Compiled policy;
    private static Domain domain;

    @BeforeAll
    static void make() throws IOException {
        policy = (PolicyBundle.Compiled)
                PolicyBundle.load(bundle("own", NOT_MALLORY + NOT_BOB.replace("risk: top", "mode: observe")));
        data = Files.createDirectories(folder.resolve("data"));
        SqliteStore store = SqliteStore.open(data);
        InstantSource clock = () -> Instant.parse("2026-03-02T09:00:00Z");
        var signer = SigningKeyFile.loadOrCreate(data, "shop.example.com", new SecureRandom());
        Ledger ledger = Ledger.open(store, signer, clock::millis, CheckpointPolicy.DEFAULT)
                .orThrow();
        try (Domain open = Domain.open(ledger, store, store.snapshots(), policy.engine(), clock)) {
            domain = open;
            long first = call(OptionalLong.empty(), ""); // c-2, in the implicit task t-1
            call(OptionalLong.of(first), "MALLORY"); // c-3, denied
            long second = call(OptionalLong.of(first), "BOB"); // c-4
            domain.ask(new Command.SettleCall(second, new Settlement.Succeeded(List.of())));
        }
    }

    private static Path bundle(String name, String rules) throws IOException {
        Path at = Files.createDirectories(folder.resolve(name));
        Files.writeString(at.resolve("interlock.yaml"), BUNDLE + rules);
        return at;
    }

    private static long call(OptionalLong continues, String iban) {
        CallFacts facts = continues.isEmpty()
                ? policy.facts("shop", "pay", Map.of(), "sha-256:0")
                : policy.catalog()
                        .continued("shop", "pay", Map.of(), Map.of("q1", Map.of("iban", iban)), "sha-256:" + iban);
        Caller ann = new Caller(
                "ann",
                "token-ann",
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known("finance"))),
                new TreeSet<>(),
                Optional.of("all"));
        var command = new Command.DecideCall(ann, OptionalLong.empty(), facts, continues);
        return ((Answer.Verdict) domain.ask(command).answer()).call();
    }

    @Test
    void theLinesSayWhatIsContinued() {
        List<String> lines = CommandRun.of("ledger", "show", "--data", data).lines();
        assertThat(lines.get(3)).contains(" c-3 ", "denied ").endsWith("shop/pay  continues c-2  R-1 forbidden");
        assertThat(lines.get(4)).contains(" c-4 ", "permitted ").contains("shop/pay  continues c-2");
        assertThat(CommandRun.of("ledger", "show", "--data", data, "--call", "c-2")
                        .lines())
                .hasSize(3);
        assertThat(CommandRun.of("ledger", "verify", "--data", data).exit()).isZero();
    }

    @Test
    void anExplanationFollowsTheCall() {
        assertThat(CommandRun.of("explain", "c-2", "--data", data).out())
                .contains("with answers to its server as c-3: denied", "with answers to its server as c-4: permitted");
        assertThat(CommandRun.of("explain", "c-4", "--data", data).out())
                .contains("in place of c-2, with answers to its server's questions", "succeeded");
        assertThat(CommandRun.of("explain", "t-1", "--data", data).out()).contains("continues as c-4");
    }

    @Test
    void theSameBundleDecidesItAgain() throws IOException {
        JsonNode again = replay(folder.resolve("own"));
        assertThat(again.at("/calls/permit").intValue()).isEqualTo(2);
        assertThat(again.at("/calls/deny").intValue()).isEqualTo(1);
        assertThat(again.at("/comparison/changed").intValue()).isZero();
    }

    @Test
    void aCallInThePlaceOfOneThatIsStoppedIsOneOfItsOwn() throws IOException {
        // With the first one stopped there is nothing to continue; the answers alone are not stopped then.
        JsonNode none =
                replay(bundle("none", "  - {id: R-0, title: No, risk: top, forbid: {duty: payment.release}}\n"));
        assertThat(none.at("/calls/deny").intValue()).isEqualTo(3);
        assertThat(none.toString()).doesNotContain("continuation-invalid");
        // The two of them are one call.
        JsonNode one = replay(bundle("one", ONE));
        assertThat(one.at("/calls/permit").intValue()).isEqualTo(3);
        // Stopped answers end the call that they were for.
        JsonNode bob = replay(bundle("bob", NOT_MALLORY + NOT_BOB));
        assertThat(bob.at("/calls/deny").intValue()).isEqualTo(2);
        assertThat(bob.at("/conflicts/1/place").textValue()).isEqualTo("c-4");
    }

    private static JsonNode replay(Path bundle) throws IOException {
        CommandRun run = CommandRun.of("replay", bundle, "--assume", "stopped", "--json", data);
        return new ObjectMapper().readTree(run.out());
    }
}
