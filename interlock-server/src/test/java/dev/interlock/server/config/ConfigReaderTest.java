package dev.interlock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.setting.Traffic;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    @TempDir
    private Path folder;

    private static ServerConfig complete() throws Exception {
        Path folder = ConfigCorpusTest.corpus().resolve("complete");
        return ((ConfigOutcome.Loaded) ConfigCorpusTest.read(folder)).config();
    }

    private List<Check> checks(byte[] content) throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.write(file, content);
        return ConfigReader.read(file, Map.of()).diagnostics().stream()
                .map(Diagnostic::check)
                .toList();
    }

    @Test
    void anAnchorThatLiesInTheDataFolderByALinkIsNone() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("elsewhere"), data);
        Files.createSymbolicLink(folder.resolve("state"), data);
        Files.createDirectory(folder.resolve("apart"));
        for (String text : List.of(
                "data: data\nanchor: elsewhere/payments.anchor\n",
                "data: state\nanchor: data/payments.anchor\n",
                "data: state\nanchor: elsewhere/not/there/yet/payments.anchor\n")) {
            assertThat(checks(("domain: payments.example.com\n" + text).getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .contains(Check.BAD_VALUE);
        }
        for (String text : List.of(
                "data: state\nanchor: apart/payments.anchor\n",
                "data: data\nanchor: data-of-others/payments.anchor\n")) {
            assertThat(checks(("domain: payments.example.com\n" + text).getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .doesNotContain(Check.BAD_VALUE);
        }
    }

    @Test
    void everythingWrittenIsRead() throws Exception {
        ServerConfig config = complete();
        Path folder = ConfigCorpusTest.corpus().resolve("complete");
        assertThat(config.domain()).isEqualTo("payments.example.com");
        assertThat(config.listen()).isEqualTo(new Listen("::1", 7000)).hasToString("[::1]:7000");
        assertThat(config.data()).isEqualTo(folder.resolve("var/ledger"));
        assertThat(config.bundle()).isEqualTo(Path.of("/etc/interlock/bundle"));
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        64 << 10,
                        16,
                        1 << 20,
                        8 << 20,
                        Duration.ofSeconds(20),
                        10,
                        new Traffic(
                                new Traffic.PerAgent(100, 300, 16),
                                new TreeMap<>(Map.of(
                                        "clerk", new Traffic.PerAgent(5, 10, 16),
                                        "planner", new Traffic.PerAgent(Traffic.ANY_RATE, 1, 2))),
                                new Traffic.PerServer(64, Duration.ofSeconds(3)),
                                new TreeMap<>(Map.of("erp", new Traffic.PerServer(4, Duration.ofSeconds(3)))),
                                new Traffic.Rate(50, 100)),
                        new Limits.Waiting(Duration.ofSeconds(90), 7, 70)));
        assertThat(config.denials()).isEqualTo(new DenialForm(true, -32001));
        assertThat(config.origins()).containsExactly("https://console.example.com");
        assertThat(config.hosts()).contains("gateway.example.com", "localhost");
        assertThat(config.upstreams().get("erp"))
                .isEqualTo(new UpstreamConfig.Stdio(
                        "erp",
                        List.of("java", "-jar", "erp.jar", "--level", "3"),
                        Map.of("ERP_DB", "erp.db", "ERP_KEY", "from-the-environment"),
                        Optional.of(folder.resolve("erp")),
                        UpstreamConfig.Era.LEGACY,
                        Duration.ofSeconds(30),
                        true));
        assertThat(config.upstreams().get("crm"))
                .isInstanceOfSatisfying(
                        UpstreamConfig.Http.class,
                        http -> assertThat(http.urls())
                                .extracting(Object::toString)
                                .containsExactly("https://crm-1.example.com/mcp", "https://crm-2.example.com/mcp"));
        assertThat(config.upstreams().get("mail")).isInstanceOfSatisfying(UpstreamConfig.Http.class, http -> {
            assertThat(http.headers()).isEqualTo(Map.of("Authorization", "Bearer x", "X-Tenant", "7"));
            assertThat(http.timeout()).isEqualTo(Duration.ofSeconds(20));
        });
        assertThat(config.endpoints()).isEqualTo(Map.of("back-office", List.of("mail", "erp")));
        assertThat(config.apis().get("orders"))
                .isEqualTo(new ApiConfig(
                        "orders",
                        folder.resolve("orders.openapi.yaml"),
                        URI.create("https://orders.internal/api"),
                        Map.of("Authorization", "Bearer x"),
                        Duration.ofSeconds(10)));
        assertThat(config.upstreams().toString() + config.apis()).doesNotContain("from-the-environment", "Bearer");
    }

    @Test
    void agentsAndPeopleAreCallers() throws Exception {
        Registry registry = complete().registry();
        Caller clerk = registry.named("clerk").orElseThrow();
        assertThat(clerk.person()).isFalse();
        assertThat(clerk.root()).isTrue();
        assertThat(clerk.runtime()).isEqualTo("token-111111111111");
        assertThat(clerk.implicitIntent()).contains("onboard-vendor");
        assertThat(clerk.attributes())
                .isEqualTo(Map.of(
                        "owner", AttributeValue.known("finance"),
                        "model", AttributeValue.known("claude"),
                        "origin", AttributeValue.known("vera"),
                        "host", AttributeValue.known("node-1")));
        Caller vera = registry.named("vera").orElseThrow();
        assertThat(vera.person()).isTrue();
        assertThat(vera.groups()).containsExactly("administrators", "ap-approvers");
        assertThat(registry.named("mallory")).isEmpty();
        assertThat(registry.named("erp-audit"))
                .as("a source is nobody who acts")
                .isEmpty();
        assertThat(complete().singleAdministrator()).isTrue();
    }

    @Test
    void whatIsNoReadableFileIsADiagnostic() throws IOException {
        assertThat(ConfigReader.read(folder.resolve("absent.yaml"), Map.of()).diagnostics())
                .extracting(Diagnostic::check)
                .containsExactly(Check.FILE_MISSING);
        assertThat(ConfigReader.read(folder, Map.of()).diagnostics())
                .extracting(Diagnostic::check)
                .containsExactly(Check.UNREADABLE);
        assertThat(checks(new byte[] {(byte) 0xc3, 0x28})).containsExactly(Check.NOT_UTF8);
        assertThat(checks(new byte[(1 << 20) + 1])).containsExactly(Check.TOO_LARGE);
        assertThat(checks("- a".getBytes(StandardCharsets.UTF_8))).containsExactly(Check.WRONG_SHAPE);
    }

    /** The page about the configuration shows one that can be read. */
    @Test
    void theDocumentedExampleIsRight() throws Exception {
        Path page = Path.of(System.getProperty("interlock.root", ".."), "docs", "configuration.md");
        String text = Files.readString(page);
        String example = text.substring(text.indexOf("```yaml\n") + 8, text.indexOf("\n```\n"));
        String secret = "whsec_" + "A".repeat(44);
        ConfigOutcome outcome = ConfigReader.read(
                new SourceFile(ConfigReader.FILE, example),
                folder,
                Map.of("CHAT_SECRET", secret, "CHAT_ANSWERS", secret));
        assertThat(outcome.diagnostics()).isEmpty();
        ServerConfig config = ((ConfigOutcome.Loaded) outcome).config();
        assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(config.listen()).isEqualTo(Listen.DEFAULT);
    }

    @Test
    void tokensAreFoundByTheirHashOnly() {
        Token token = Token.create(new Random(7));
        assertThat(token.reveal()).matches("ilt_[A-Za-z0-9_-]{43}");
        assertThat(token.toString()).doesNotContain(token.reveal());
        Caller plain = new Caller("clerk", "token-0", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        var registry = new Registry(List.of(new Registry.Entry(plain, List.of(token.hash()))));

        assertThat(registry.holding(token.reveal()).map(Caller::runtime))
                .contains(token.hash().runtime());
        assertThat(Registry.bearer("Bearer " + token.reveal()).flatMap(registry::holding))
                .isPresent();
        assertThat(Registry.bearer("bearer  " + token.reveal()).flatMap(registry::holding))
                .isPresent();
        assertThat(Registry.bearer("Basic " + token.reveal()).flatMap(registry::holding))
                .isEmpty();
        assertThat(Registry.bearer(token.reveal()).flatMap(registry::holding)).isEmpty();
        assertThat(registry.holding(token.hash().toString())).isEmpty();
        assertThat(registry.holding(token.hash().hex())).isEmpty();
        assertThat(registry.holding(Token.create(new Random(8)).reveal())).isEmpty();
    }

    @Test
    void aSourceIsProvenByItsTokenAndIsNoAgent() {
        Token token = Token.create(new Random(7));
        Caller plain = new Caller("erp", "", false, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        var registry = new Registry(List.of(), List.of(new Registry.Entry(plain, List.of(token.hash()))));
        assertThat(registry.authorizedSource("Bearer " + token.reveal()).map(Caller::runtime))
                .contains(token.hash().runtime());
        assertThat(registry.authorizedSource("Basic " + token.reveal())).isEmpty();
        assertThat(registry.authorizedSource("Bearer x")).isEmpty();
        assertThat(Registry.bearer("Bearer " + token.reveal()).flatMap(registry::holding))
                .isEmpty();
    }

    /** Somebody configured the hash of a password: no token, so it opens nothing. */
    @Test
    void aPasswordIsNoToken() {
        Caller plain = new Caller("clerk", "token-0", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        var registry = new Registry(List.of(new Registry.Entry(plain, List.of(TokenHash.of("hunter2")))));
        assertThat(Registry.bearer("Bearer hunter2").flatMap(registry::holding)).isEmpty();
    }

    /** Two spellings of one owner would be two parties, independent of each other. */
    @Test
    void nobodyIsWrittenInTwoWays() {
        Object[] hashes = Stream.of("a", "b", "c")
                .map(digit -> "sha256:" + digit.repeat(64))
                .toArray();
        String text = """
            domain: d
            agents:
              ada: {token: %s, owner: Finance, origin: desk, model: M-1, root: true, attributes: {host: n1}}
              ben: {token: %s, owner: finance, origin: Vera, model: m-1, root: true, attributes: {host: N1}}
            people:
              vera: {token: %s, owner: desk}
            """.formatted(hashes);
        ConfigOutcome outcome = ConfigReader.read(new SourceFile(ConfigReader.FILE, text), folder, Map.of());
        assertThat(outcome).isInstanceOf(ConfigOutcome.Rejected.class);
        assertThat(outcome.diagnostics())
                .extracting(d -> d.message())
                .filteredOn(message -> message.contains("is spelled"))
                .containsExactlyInAnyOrder(
                        "`finance` is spelled `Finance` in line 3, so the two would be independent of each other",
                        "`m-1` is spelled `M-1` in line 3, so the two would be independent of each other",
                        "`N1` is spelled `n1` in line 3, so the two would be independent of each other",
                        "`vera` is spelled `Vera` in line 4, so the two would be independent of each other");
    }
}
