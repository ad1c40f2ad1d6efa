package dev.interlock.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.demo.Answer;
import dev.interlock.e2e.Client;
import dev.interlock.e2e.Office;
import dev.interlock.e2e.Payable;
import dev.interlock.e2e.RestAgent;
import dev.interlock.e2e.Shop;
import dev.interlock.e2e.Stage;
import dev.interlock.e2e.TestParties;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.Quiet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The dashboard and the alert rules name nothing that a server does not expose: every metric, label and value in an expression of theirs
 * is in what two servers answered to Prometheus after real traffic.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {

    private static final Path OPS = Path.of(System.getProperty("interlock.root", ".."), "ops");
    /** Set by Prometheus itself for whatever it scrapes. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

    private final List<Scrape.Sample> exposed = new ArrayList<>();
    private final Set<String> exposedNames = new TreeSet<>();

    @BeforeAll
    void traffic(@TempDir Path folder) throws Exception {
        Quiet.on();
        payables(Files.createDirectory(folder.resolve("payables")));
        shop(Files.createDirectory(folder.resolve("shop")));
        exposed.forEach(sample -> exposedNames.add(sample.name()));
    }

    /** Permitted, denied, held, approved, rejected. */
    private void payables(Path folder) throws Exception {
        try (Stage stage = Stage.open(folder)) {
            Client clerk = stage.atWork("clerk", "olivia");
            Client booker = stage.atWork("booker", "bert");
            Client payer = stage.atWork("payer", "ina");
            Payable due = stage.payable(clerk, booker);
            assertThat(clerk.call("release_payment", due.release()).kind()).isEqualTo(Answer.Kind.DENIED);
            stage.approved(payer, due.release());
            Stage.done(payer.call("release_payment", due.release()));
            Payable other = stage.payable(clerk, booker);
            Answer held = payer.call("release_payment", other.release());
            stage.office.reject("vera", held.hold().orElseThrow()).ok();
            exposed.addAll(Scrape.of(stage.metrics()).samples());
        }
    }

    /** A REST API, a credential that is issued and taken back, and a token that is none. */
    private void shop(Path folder) throws Exception {
        Postgres postgres = Postgres.shared();
        var troupe = new TestParties();
        Shop.create(postgres);
        try (QueryApi api = new QueryApi(postgres)) {
            Path file = Shop.configure(folder, postgres, api.base(), troupe);
            Files.writeString(file, Files.readString(file).replace("credentials:\n", """
                oauth: {issuer: "https://gateway.example.com"}
                telemetry: {metrics: {listen: "127.0.0.1:0"}}
                channels: {chat: {webhook: "https://chat.example.com/interlock", secret: {from-env: CHAT}}}
                credentials:
                """));
            ConfigOutcome outcome = ConfigReader.read(
                    file,
                    Map.of(Shop.VARIABLE, Shop.MAKER_PASSWORD, "CHAT", "a secret of the chat and of this server"));
            if (!(outcome instanceof ConfigOutcome.Loaded loaded)
                    || !(PolicyBundle.load(folder.resolve("bundle")) instanceof PolicyBundle.Compiled policy)) {
                throw new AssertionError(outcome.diagnostics());
            }
            try (InterlockServer server = InterlockServer.start(loaded.config(), policy, InstantSource.system())) {
                URI url = URI.create("http://127.0.0.1:" + server.port());
                var office = new Office(url, troupe);
                String task = office.task("olivia", "clerk", "work");
                RestAgent agent = RestAgent.of(url.resolve("/rest/orders"), troupe.token("clerk"), task);
                RestAgent.Said said = agent.get("/orders");
                assertThat(said.status())
                        .as(new String(said.bytes(), StandardCharsets.UTF_8))
                        .isEqualTo(200);
                assertThat(shown(url.resolve("/mcp/query"), "DPoP forged")).isEqualTo(401);
                office.post("olivia", "/v1/tasks/" + task + "/close", dev.interlock.server.json.Json.object())
                        .ok();
                Shop.awaitNothingLeft(postgres);
                exposed.addAll(Scrape.of(URI.create(
                                "http://127.0.0.1:" + server.metricsPort().orElseThrow() + "/metrics"))
                        .samples());
            }
        } finally {
            Shop.drop(postgres);
        }
    }

    private static int shown(URI uri, String authorization) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    // --- what is checked

    private void check(String where, String expression) {
        PromQl.Read read;
        try {
            read = PromQl.read(expression);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(where + ": " + e.getMessage(), e);
        }
        assertThat(read.selectors()).as(where).isNotEmpty();
        read.selectors().forEach(selector -> check(where, selector));
        for (PromQl.Grouping grouping : read.groupings()) {
            for (PromQl.Selector selector : read.selectors().subList(grouping.from(), grouping.to())) {
                grouping.labels().forEach(label -> assertLabel(where, selector.metric(), label));
            }
        }
    }

    private void check(String where, PromQl.Selector selector) {
        assertThat(exposedNames).as(where + ": metric").contains(selector.metric());
        selector.matchers().forEach((label, matcher) -> {
            assertLabel(where, selector.metric(), label);
            if (matcher.startsWith("=~$") || OF_THE_SCRAPE.contains(label)) {
                return; // a variable of the dashboard
            }
            Pattern value = matcher.startsWith("=~")
                    ? Pattern.compile(matcher.substring(2))
                    : Pattern.compile(Pattern.quote(matcher.substring(1)));
            assertThat(values(selector.metric(), label))
                    .as(where + ": `" + label + "` of " + selector.metric() + " is once " + matcher)
                    .anyMatch(each -> value.matcher(each).matches());
        });
    }

    private Set<String> values(String metric, String label) {
        return exposed.stream()
                .filter(sample ->
                        sample.name().equals(metric) && sample.labels().containsKey(label))
                .map(sample -> sample.labels().get(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertLabel(String where, String metric, String label) {
        if (!OF_THE_SCRAPE.contains(label)) {
            assertThat(values(metric, label))
                    .as(where + ": label `" + label + "` of " + metric)
                    .isNotEmpty();
        }
    }

    @Test
    void theDashboardNamesWhatIsExposed() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(OPS.resolve("grafana/interlock.json").toFile());
        var expressions = new TreeMap<String, String>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.put(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        target.path("expr").asText());
            }
            assertThat(panel.path("type").asText().equals("row")
                            || panel.path("targets").size() > 0)
                    .as("%s shows something", panel.path("title"))
                    .isTrue();
        }
        assertThat(expressions).hasSizeGreaterThan(25);
        expressions.forEach((where, expression) -> check(where, expression.replace("$__rate_interval", "5m")));
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            String query = variable.path("definition").asText();
            if (!query.isEmpty()) {
                assertThat(query).matches("label_values\\(interlock_ready(\\{job=~\"\\$job\"})?, (job|instance)\\)");
            }
        }
    }

    @Test
    void theAlertsNameWhatIsExposed() throws IOException {
        var file = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(OPS.resolve("prometheus/alerts.yaml")));
        int alerts = 0;
        for (Object group : (List<?>) file.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                var alert = (Map<?, ?>) rule;
                String name = String.valueOf(alert.get("alert"));
                assertThat(name).matches("Interlock[A-Za-z]+");
                check(name, String.valueOf(alert.get("expr")));
                assertThat(((Map<?, ?>) alert.get("labels")).get("severity"))
                        .as(name)
                        .isIn("critical", "warning", "info");
                assertThat(((Map<?, ?>) alert.get("annotations"))
                                .keySet().stream().map(String::valueOf))
                        .as(name)
                        .containsExactlyInAnyOrder("summary", "description");
                alerts++;
            }
        }
        assertThat(alerts).isGreaterThan(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interlock_nonsense",
                "sum by (agent) (interlock_calls_total)",
                "interlock_decisions_total{verdict=\"perhaps\"}",
                "sum by (door) (rate(interlock_calls_total[5m]) / interlock_ready)",
                "rate(interlock_calls_total)",
                "rate(interlock_calls_total[5m]",
                "interlock_ready ==",
                "histogram_quantile(0.99, interlock_ready[5m])",
                "rates(interlock_calls_total[5m])",
                "interlock_ready{job=1}",
                "interlock_ready;",
                "1 == 1",
                "interlock_ready 5"
            })
    void whatIsWrongIsFound(String expression) {
        assertThatThrownBy(() -> check("here", expression)).isInstanceOf(AssertionError.class);
    }
}
