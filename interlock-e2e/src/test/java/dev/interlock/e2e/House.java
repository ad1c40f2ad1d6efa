package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.demo.Answer;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.e2e.CallResult.Kind;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Hooks;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.notify.signal.WebhookSignature;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;

/**
 * A gateway that is configured as people configure one: agents, a machine verifier and an enforcement point with identities of a trust
 * domain, people with tokens, a channel that tells and one that only answers come in by, and an ERP that the enforcement point reaches
 * as well. Its clock can be moved on. Thread-safe, but for the clock.
 */
final class House implements AutoCloseable {

    /** Asks for decisions on calls that it carries out itself. */
    static final String MESH = "mesh";

    /** The machine verifier, of the groups {@code screening} and {@code ap-approvers}, for reports and edits of payments. */
    static final String SCREEN = "screen";

    /** By which the house tells, and takes answers of `vera` and `victor`. */
    static final String CHAT = "chat";

    private static final String AUDIENCE = "https://house.example.com";
    private static final String OUT = "a secret of both sides, for what goes out";
    private static final String IN = "a secret of both sides, for what comes in";

    /** By agent: who tells it what to do. */
    private static final Map<String, String> INSTRUCTS =
            Map.of("maker", "mona", "clerk", "olivia", "booker", "bert", "payer", "ina");

    private static final Map<String, String> PEOPLE = Map.ofEntries(
            Map.entry("mona", "owner: vendor-lead"),
            Map.entry("olivia", "owner: purchasing-lead"),
            Map.entry("bert", "owner: payables-lead"),
            Map.entry("ina", "owner: instructions, groups: [ap-approvers]"),
            Map.entry("vera", "owner: controlling, groups: [ap-approvers]"),
            // Two of one desk, and one whom somebody will find to be vera.
            Map.entry("victor", "owner: controlling, groups: [ap-approvers]"),
            Map.entry("vivian", "owner: audit, groups: [ap-approvers]"),
            Map.entry("noor", "owner: legal, groups: [ap-approvers]"),
            Map.entry("cora", "owner: group-controlling, groups: [controllers]"),
            // Works for those who own the clerk, so she approves nothing of its.
            Map.entry("lou", "owner: purchasing, groups: [counsel, ap-approvers]"),
            Map.entry("dana", "owner: planning"),
            Map.entry("dora", "owner: marketing"),
            Map.entry("sara", "owner: risk-desk, groups: [screening]"),
            Map.entry("rita", "owner: risk-team, groups: [screening]"),
            Map.entry("adam", "owner: it, groups: [administrators]"),
            Map.entry("eve", "owner: security, groups: [administrators]"));

    private static final String RULES = """
        rules:
          - id: SH-01
            title: Somebody else looks at changes of vendors
            require:
              for: vendor.edit
              approval: {by: ap-approvers, remind: 2m, escalate: {after: 4m, to: controllers}, veto: counsel}
          - id: SH-02
            title: Reports are screened
            require: {for: report.run, approval: {by: screening}}
          - id: SH-03
            title: Changes of payments are looked at by two of screening
            require: {for: payment.edit, approval: {by: screening, count: 2, independence: another-owner}}
        """;

    final Hooks hooks = new Hooks(OUT);
    final Record record;
    final Office office;
    private final URI url;
    private final Path db;
    private final ErpHttpProcess erp;
    private final Client direct;
    private final TestTrustDomain domain;
    private final Map<String, Token> people = new TreeMap<>();
    private final Map<String, String> svids = new ConcurrentHashMap<>();
    private final InterlockServer server;
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final List<Client> clients = new ArrayList<>();

    House(Path folder) throws Exception {
        Quiet.on();
        Leaks.RUN.ofCallers(List.of(OUT, IN));
        InstantSource clock = this::now;
        db = folder.resolve("erp.db");
        erp = ErpHttpProcess.start(db, Files.createDirectories(folder.resolve("faults")));
        direct = connect(erp.uri(), "the mesh's own key", EraChoice.MODERN, Optional.empty());
        domain = TestTrustDomain.create(folder.resolve("trust"), "example.org", clock, new SecureRandom());
        Path bundle = bundle(folder.resolve("bundle"));
        Path file = Files.writeString(folder.resolve(ConfigReader.FILE), configuration());
        ConfigOutcome read = ConfigReader.read(file, Map.of("CHAT_OUT", OUT, "CHAT_IN", IN));
        if (!(read instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(
                    read.diagnostics() + " " + PolicyBundle.load(bundle).diagnostics());
        }
        server = InterlockServer.start(loaded.config(), policy, clock);
        url = URI.create("http://127.0.0.1:" + server.port());
        record = new Record(folder.resolve("data"), server::awaitDurable);
        office = new Office(url, this::token);
    }

    /** The bundle that is shipped, with two approvers of a payment, and approvals of what nobody approves there. */
    private static Path bundle(Path target) throws IOException {
        TestBundles.copyInto(target);
        TestBundles.edit(target, "rules/sod.yaml", "by: ap-approvers, count: 1", "by: ap-approvers, count: 2");
        TestBundles.edit(
                target,
                "catalog/erp.yaml",
                "show: [args.name], effect: read, risk: low",
                "show: [args.name], effect: read, risk: medium");
        Files.writeString(target.resolve("rules/shows.yaml"), RULES);
        return target;
    }

    private String configuration() {
        var random = new SecureRandom();
        var written = new StringBuilder();
        PEOPLE.forEach((name, rest) -> {
            Token token = Token.create(random);
            Leaks.RUN.ofCaller(token.reveal());
            this.people.put(name, token);
            written.append("  " + name + ": {token: " + token.hash() + ", " + rest + "}\n");
        });
        return """
            domain: house.example.com
            listen: 127.0.0.1:0
            data: data
            bundle: bundle
            upstreams:
              erp: {url: "%s", timeout: 60s}
            trust:
              audience: %s
              domains: {example.org: {bundle: trust/bundle.json}}
            agents:
              maker: {identity: spiffe://example.org/maker, owner: vendor-desk, model: m1, root: true}
              clerk: {identity: spiffe://example.org/clerk, owner: purchasing, model: m2, root: true}
              booker: {identity: spiffe://example.org/booker, owner: payables, model: m3, root: true}
              payer: {identity: spiffe://example.org/payer, owner: treasury, model: m4, root: true}
            verifiers:
              screen:
                identity: spiffe://example.org/screen
                owner: risk-team
                groups: [screening, ap-approvers]
                duties: [report.run, payment.edit]
            authzen:
              callers:
                mesh: {identity: spiffe://example.org/mesh, mode: enforcing}
            channels:
              chat:
                webhook: "%s"
                private: true
                secret: {from-env: CHAT_OUT}
                answers: {secret: {from-env: CHAT_IN}, speaks-for: [vera, victor]}
            limits: {agent: {rate: any, burst: 10, concurrent: 100}}
            people:
            %s\
            """.formatted(erp.uri(), AUDIENCE, hooks.at(CHAT), written);
    }

    Instant now() {
        return Instant.now().plusMillis(ahead.get());
    }

    /** Moves the clock on. */
    void pass(Duration time) {
        ahead.addAndGet(time.toMillis());
    }

    /** What shows who somebody is: the token of a person, the JWT-SVID that a workload has got; each is one running instance. */
    String token(String who) {
        Token person = people.get(who);
        if (person != null) {
            return person.reveal();
        }
        return svids.computeIfAbsent(who, name -> {
            String svid = domain.token("/" + name, AUDIENCE, Duration.ofHours(1));
            Leaks.RUN.ofCaller(svid);
            return svid;
        });
    }

    RawHttp to(String path) {
        return RawHttp.to(server.port(), path);
    }

    private Client connect(URI endpoint, String token, EraChoice era, Optional<String> task) {
        Client made = new Client(McpClient.of(endpoint, token, task, era, Patient.TIMING, System::nanoTime));
        synchronized (clients) {
            clients.add(made);
        }
        return made;
    }

    Client client(String agent, EraChoice era, String task) {
        return connect(url.resolve("/mcp/erp"), token(agent), era, Optional.of(task));
    }

    /** The ERP as the enforcement point reaches it, past the gateway. */
    Client erp() {
        return direct;
    }

    /** A new task of the agent, on the instruction of its own person. */
    String task(String agent) {
        return office.task(INSTRUCTS.get(agent), agent, "settle-payables");
    }

    /** A vendor of the maker's, whose invoice is booked and whose payment is prepared by the booker. */
    Payable payable() {
        Client maker = client("maker", EraChoice.LEGACY, task("maker"));
        Client booker = client("booker", EraChoice.LEGACY, task("booker"));
        String iban = Stage.iban();
        Answer created = Stage.done(maker.call("create_vendor", Payable.newVendor("Vendor " + iban, iban)));
        String vendor = created.given("vendor_id");
        String invoice = Stage.done(booker.call("register_invoice", Payable.newInvoice(vendor, "N-" + Stage.number())))
                .given("invoice_id");
        Stage.done(booker.call("match_invoice", Payable.match(invoice)));
        String payment = Stage.done(booker.call("prepare_payment", Payable.newPayment(vendor, invoice, iban)))
                .given("payment_id");
        return new Payable(created, vendor, invoice, payment, iban);
    }

    static ObjectNode edit(Payable payable) {
        return Json.object().put("vendor_id", payable.vendor()).put("iban", Stage.iban());
    }

    /** What the ERP has in its books of calls of the tool about this object. */
    int journalled(String tool, String object) throws Exception {
        return Books.query(db, "select 1 from journal where tool = '" + tool + "' and subject = '" + object + "'")
                .size();
    }

    // --- people and the verifier

    /** Asks, is held, and the channel hears of it. */
    Hooks.Hook held(AttemptedCall wish, String task, String tool) throws InterruptedException {
        wish.ask().is(Kind.HELD);
        return told(task, tool);
    }

    /** What the channel hears of a held call: whoever answers learns of it there. */
    Hooks.Hook told(String task, String tool) throws InterruptedException {
        return hooks.await(
                CHAT,
                "hold.held",
                hook -> hook.at("/asked/task").equals(task) && hook.at("/tool").equals("erp/" + tool));
    }

    /** How somebody approves who was told by the channel. */
    enum Way {
        API,
        CHANNEL,
        CLI
    }

    /** Vera approves what she was told of. */
    void approve(Way way, Hooks.Hook told) {
        switch (way) {
            case API -> office.approve("vera", told.at("/hold")).ok();
            case CHANNEL -> {
                RawHttp.Answer answer = answer("vera", told, "approve");
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            case CLI -> {
                Ran ran = as("vera", "approvals", "approve", told.at("/hold"), "--code", told.at("/code"));
                assertThat(ran.exit()).as(ran.said()).isZero();
            }
        }
    }

    /** What a person is said to answer, by the channel and signed. */
    RawHttp.Answer answer(String person, Hooks.Hook told, String answer) {
        byte[] body = Json.bytes(Json.object()
                .put("hold", told.at("/hold"))
                .put("digest", told.at("/digest"))
                .put("answer", answer)
                .put("person", person)
                .put("code", told.at("/code")));
        RawHttp request = to("/v1/channels/" + CHAT + "/answers");
        Map<String, String> headers =
                new WebhookSignature(IN).headers("m-" + messages.incrementAndGet(), now().getEpochSecond(), body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.add(header.getKey(), header.getValue());
        }
        return request.body(body).send();
    }

    /** What a command printed. */
    record Ran(int exit, String said) {}

    /** The command line of a person. */
    Ran as(String person, String... arguments) {
        var said = new StringWriter();
        CommandLine line = Main.commandLine(
                new Surroundings(Map.of("INTERLOCK_URL", url.toString(), "INTERLOCK_TOKEN", token(person)), false));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int exit = line.execute(arguments);
        Leaks.RUN.seen("output", said.toString());
        return new Ran(exit, said.toString());
    }

    @Override
    public void close() throws IOException {
        synchronized (clients) {
            clients.forEach(Client::close);
        }
        Leaks.RUN.processes();
        server.close();
        erp.close();
        hooks.close();
    }
}
