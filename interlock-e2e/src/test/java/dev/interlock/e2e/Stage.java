package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.setting.Traffic;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.mcp.McpClient;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A gateway in this process, the ERP behind it in a process of its own, and the cast. Clients that it makes live as long as
 * it does. Thread-safe, but for the faults: those are a tool's, so one test at a time may script them.
 */
public final class Stage implements AutoCloseable {

    private static final String SERVER = "erp";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final AtomicInteger NUMBERS = new AtomicInteger(10_000_000);

    public final TestParties troupe = new TestParties();
    public final Path data;
    final Path db;
    final FaultFolder faults;
    public final Record record;
    public final Office office;
    public final URI url;
    private final InterlockServer server;
    private final List<Client> clients = new ArrayList<>();

    /** Metrics for whoever is on this machine. */
    private static final TelemetryConfig METRICS = new TelemetryConfig(
            Optional.of(new TelemetryConfig.Metrics(Optional.of(new Listen("127.0.0.1", 0)), Optional.empty())),
            Optional.empty(),
            Optional.empty());

    private Stage(Path folder, Path bundle, Duration timeout, InstantSource clock, Map<String, ApiConfig> apis)
            throws IOException {
        this(folder, bundle, timeout, clock, apis, METRICS);
    }

    private Stage(
            Path folder,
            Path bundle,
            Duration timeout,
            InstantSource clock,
            Map<String, ApiConfig> apis,
            TelemetryConfig telemetry)
            throws IOException {
        Quiet.on();
        this.data = folder.resolve("data");
        this.db = folder.resolve("erp.db");
        this.faults = new FaultFolder(Files.createDirectories(folder.resolve("faults")));
        var erp = new UpstreamConfig.Stdio(
                SERVER,
                JavaCommand.of(
                        ErpServer.class,
                        "--db",
                        db.toString(),
                        "--test-faults",
                        faults.folder().toString()),
                Map.of(),
                Optional.empty(),
                UpstreamConfig.Era.AUTO,
                timeout);
        var config = ServerConfig.of("interlock.example/e2e", data, bundle, troupe.registry())
                .withListen(new Listen("127.0.0.1", 0))
                .withUpstreams(Map.of(SERVER, erp))
                // Tests ask until something has happened, however often that is.
                .withLimits(Limits.DEFAULT.withTraffic(
                        Traffic.DEFAULT.withAgent(new Traffic.PerAgent(Traffic.ANY_RATE, 1, 1_000))))
                .withApis(apis)
                .withAuthzen(Optional.of(new AuthzenConfig(
                        Optional.empty(),
                        new TreeMap<>(Map.of(
                                TestParties.MESH,
                                new EnforcementPoint(
                                        TestParties.MESH,
                                        EnforcementPoint.Mode.ENFORCING,
                                        Optional.empty(),
                                        Duration.ofMinutes(5),
                                        true,
                                        Optional.empty(),
                                        Optional.empty()))),
                        new TreeMap<>(Map.of("agent", AuthzenConfig.Parties.AGENTS)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        AuthzenConfig.ITEMS)))
                .withTelemetry(telemetry)
                .build();
        if (!(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(
                    "the bundle is wrong: " + PolicyBundle.load(bundle).diagnostics());
        }
        this.server = InterlockServer.start(config, policy, clock);
        this.record = new Record(data, server::awaitDurable);
        this.url = URI.create("http://127.0.0.1:" + server.port());
        this.office = new Office(url, troupe);
    }

    /** With the bundle that is shipped. */
    public static Stage open(Path folder) throws IOException {
        return open(folder, TestBundles.accountsPayable());
    }

    public static Stage open(Path folder, Path bundle) throws IOException {
        return new Stage(folder, bundle, Duration.ofSeconds(60), InstantSource.system(), Map.of());
    }

    /** @param telemetry what it tells about itself */
    public static Stage open(Path folder, TelemetryConfig telemetry) throws IOException {
        return new Stage(
                folder,
                TestBundles.accountsPayable(),
                Duration.ofSeconds(60),
                InstantSource.system(),
                Map.of(),
                telemetry);
    }

    /** With REST APIs beside the ERP. */
    public static Stage open(Path folder, Path bundle, Map<String, ApiConfig> apis) throws IOException {
        return new Stage(folder, bundle, Duration.ofSeconds(60), InstantSource.system(), apis);
    }

    /** @param timeout after which the ERP's answer to a call is not waited for any longer */
    public static Stage open(Path folder, Duration timeout) throws IOException {
        return new Stage(folder, TestBundles.accountsPayable(), timeout, InstantSource.system(), Map.of());
    }

    /** @param clock by which the gateway decides */
    public static Stage open(Path folder, InstantSource clock) throws IOException {
        return new Stage(folder, TestBundles.accountsPayable(), Duration.ofSeconds(60), clock, Map.of());
    }

    /** @param clock by which the gateway decides */
    public static Stage open(Path folder, Path bundle, InstantSource clock) throws IOException {
        return new Stage(folder, bundle, Duration.ofSeconds(60), clock, Map.of());
    }

    public int port() {
        return server.port();
    }

    /** Makes a link that signs a person in to the console, once. */
    public String consoleLink(String person) {
        return Objects.requireNonNull(server.consoleLinks().get(person), person);
    }

    /** Where Prometheus would scrape. */
    public URI metrics() {
        return URI.create("http://127.0.0.1:" + server.metricsPort().orElseThrow() + "/metrics");
    }

    URI endpoint() {
        return url.resolve("/mcp/" + SERVER);
    }

    /** An agent at work in a task; a new session where the era knows sessions. */
    Client client(String agent, EraChoice era, Optional<String> task) {
        Client made =
                new Client(McpClient.of(endpoint(), troupe.token(agent), task, era, Patient.TIMING, System::nanoTime));
        synchronized (clients) {
            clients.add(made);
        }
        return made;
    }

    Client modern(String agent, String task) {
        return client(agent, EraChoice.MODERN, Optional.of(task));
    }

    Client legacy(String agent, String task) {
        return client(agent, EraChoice.LEGACY, Optional.of(task));
    }

    /** An agent that may do everything, in a new task on the instruction of this person. */
    public Client atWork(String agent, String instructor) {
        return modern(agent, office.task(instructor, agent, "settle-payables"));
    }

    /** A number that no other test of this run has. */
    static int number() {
        return NUMBERS.incrementAndGet();
    }

    public static String iban() {
        return "DE89370400440" + number() + "0";
    }

    /** A vendor created by one agent; its invoice booked and its payment prepared by another, which is independent. */
    public Payable payable(Client creator, Client booker) {
        String iban = iban();
        Answer created = done(creator.call("create_vendor", Payable.newVendor("Vendor " + iban, iban)));
        return payable(created, created.given("vendor_id"), iban, booker);
    }

    /** The same for a vendor that is there. */
    public Payable payable(Answer created, String vendor, String iban, Client booker) {
        String invoice = done(booker.call("register_invoice", Payable.newInvoice(vendor, "N-" + number())))
                .given("invoice_id");
        done(booker.call("match_invoice", Payable.match(invoice)));
        String payment = done(booker.call("prepare_payment", Payable.newPayment(vendor, invoice, iban)))
                .given("payment_id");
        return new Payable(created, vendor, invoice, payment, iban);
    }

    /** Waits until the ERP works, which after a crash is started again after a moment. */
    void awaitErp(Client anybody) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (anybody.call("list_vendors", Json.object()).kind() != Answer.Kind.DONE) {
            assertThat(System.nanoTime()).as("the ERP is back").isLessThan(deadline);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    public static Answer done(Answer answer) {
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Answer.Kind.DONE);
        return answer;
    }

    /** Holds the call, has it approved by somebody independent, and gives the hold. */
    public String approved(Client client, ObjectNode release) {
        Answer held = client.call("release_payment", release);
        assertThat(held.kind()).as(held.text()).isEqualTo(Answer.Kind.HELD);
        String hold = held.hold().orElseThrow();
        office.approve("vera", hold).ok();
        return hold;
    }

    /** First column of each row of the ERP's database. */
    List<String> sql(String query) throws SQLException {
        return Books.query(db, query);
    }

    String status(Payable payable) throws SQLException {
        return sql("select status from payment where 'P-' || id = '" + payable.payment() + "'")
                .getFirst();
    }

    /** By the ERP's own database: the payment was never released. */
    void assertUnpaid(Payable payable) throws SQLException {
        assertThat(status(payable)).isEqualTo("prepared");
        assertThat(releases(payable)).isZero();
    }

    void assertPaidOnce(Payable payable) throws SQLException {
        assertThat(status(payable)).isEqualTo("released");
        assertThat(releases(payable)).isEqualTo(1);
    }

    private int releases(Payable payable) throws SQLException {
        return sql("select 1 from journal where tool = 'release_payment' and subject = '" + payable.payment() + "'")
                .size();
    }

    @Override
    public void close() throws IOException {
        synchronized (clients) {
            clients.forEach(Client::close);
        }
        Leaks.RUN.processes();
        server.close();
    }
}
