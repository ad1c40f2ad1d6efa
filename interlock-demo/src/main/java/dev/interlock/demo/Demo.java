package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.AgentProcess.Call;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.demo.erp.ErpServer;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.trust.BundlePlace;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.json.Json;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.tls.ListenTls;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLContext;

/**
 * The demonstration: a gateway, an ERP behind it in a process of its own, and agents that are MCP clients in processes of
 * their own. What they do is told as a story.
 */
public final class Demo {

    private static final String ACME_IBAN = "DE89370400440532013000";
    private static final String SHELL_IBAN = "GB29NWBK60161331926819";

    private static final String TRUST_DOMAIN = "demo.interlock.example";
    /** The audience of the tokens. */
    private static final String AUDIENCE = "https://interlock.example/demo";

    private final Path data;
    private final PolicyBundle.Compiled policy;
    private final Path bundle;
    private final Story story;
    private final ToIntFunction<List<String>> interlock;
    private final TestTrustDomain trust;
    private final Cast cast;

    /**
     * @param data folder of the demo, empty
     * @param interlock runs the command line with these arguments in the story, and gives its exit code
     */
    public Demo(
            Path data, Path bundle, PolicyBundle.Compiled policy, Story story, ToIntFunction<List<String>> interlock)
            throws IOException {
        this.data = data;
        this.bundle = bundle;
        this.policy = policy;
        this.story = story;
        this.interlock = interlock;
        this.trust =
                TestTrustDomain.create(data.resolve("trust"), TRUST_DOMAIN, InstantSource.system(), new SecureRandom());
        this.cast = new Cast(trust, AUDIENCE);
    }

    /** Plays all scenes, and leaves the ledger complete and closed. */
    public void play() throws IOException {
        try (var server = InterlockServer.start(config(), policy, InstantSource.system())) {
            URI url = URI.create("https://127.0.0.1:" + server.port());
            new Play(url, ClientTls.context(Optional.of(trust.authority()), Optional.empty())).scenes();
        }
    }

    private ServerConfig config() throws IOException {
        TestTrustDomain.Svid own =
                trust.certificate(data, "server", "/gateway", List.of("127.0.0.1", "localhost"), Duration.ofDays(1));
        var tls = new ListenTls(own.certificates(), own.key(), ListenTls.Clients.OPTIONAL, Optional.empty());
        var erp = new UpstreamConfig.Stdio(
                "erp",
                JavaCommand.of(ErpServer.class, "--db", data.resolve("erp.db").toString()),
                Map.of(),
                Optional.empty(),
                UpstreamConfig.Era.AUTO,
                Duration.ofSeconds(30));
        return ServerConfig.of("interlock.example/demo", data, bundle, cast.registry())
                .withListen(new Listen("127.0.0.1", 0, Optional.of(tls)))
                .withUpstreams(Map.of("erp", erp))
                .withSingleAdministrator(true)
                .withTrust(believed())
                .build();
    }

    /** The trust domain of the play, and nobody else. */
    private TrustConfig believed() {
        var tokens = new TrustConfig.Tokens(
                Set.of(AUDIENCE), Duration.ofSeconds(30), Duration.ofHours(1), /* singleUse= */ false);
        var domain = new TrustConfig.Domain(new BundlePlace.File(trust.bundle()), tokens);
        return new TrustConfig(
                new TreeMap<>(Map.of(TrustDomain.parse(TRUST_DOMAIN).orElseThrow(), domain)));
    }

    /** A performance. */
    private final class Play {

        private final URI url;
        private final Office office;

        Play(URI url, SSLContext tls) {
            this.url = url;
            this.office = new Office(url, tls, cast);
        }

        void scenes() throws IOException {
            whoIsWho();
            try (var vendorDesk = start("vendor-desk");
                    var invoiceDesk = start("invoice-desk");
                    var payer = start("payer");
                    var planner = start("planner");
                    var helper = start("helper")) {
                String vendor = ordinaryWork(vendorDesk);
                String invoice = invoice(invoiceDesk, vendor);
                payment(payer, vendor, invoice);
                conflict(planner, helper, vendor);
            }
        }

        private AgentProcess start(String name) throws IOException {
            return AgentProcess.start(name, cast.credentials(name, data));
        }

        private void whoIsWho() {
            story.scene("0  Who is who: nobody has a configured token");
            story.note("a trust domain was made for this run: spiffe://" + TRUST_DOMAIN);
            story.note("agents and people show JWT-SVIDs of it, the payer an X.509-SVID in the handshake of TLS");
            story.note("what the gateway knows: the trust domain's bundle, and whose identity is whose");
        }

        private Answer call(AgentProcess agent, String tool, ObjectNode arguments) throws IOException {
            Answer answer = agent.call(tool, arguments);
            story.call(agent.name(), arguments, answer);
            return answer;
        }

        private void connect(AgentProcess agent, Speaks era, String task) throws IOException {
            String revision = agent.connect(url.resolve("/mcp/erp"), era, Optional.of(task));
            story.note(agent.name() + " connects, speaking MCP " + revision + ", in task " + task);
        }

        private String ordinaryWork(AgentProcess vendorDesk) throws IOException {
            story.scene("1  Ordinary work: nobody is in its way");
            String task = office.open(
                    "vic", "vendor-desk", "onboard-vendor", "Set up Acme as a vendor", List.of(), Optional.empty());
            connect(vendorDesk, Speaks.LEGACY, task);
            return call(
                            vendorDesk,
                            "create_vendor",
                            Json.object().put("name", "Acme").put("iban", ACME_IBAN))
                    .given("vendor_id");
        }

        private String invoice(AgentProcess invoiceDesk, String vendor) throws IOException {
            String task = office.open(
                    "olivia", "invoice-desk", "book-invoice", "Book Acme's invoice 4711", List.of(), Optional.empty());
            connect(invoiceDesk, Speaks.MODERN, task);
            String invoice = call(invoiceDesk, "register_invoice", invoiceOf(vendor, "4711"))
                    .given("invoice_id");
            call(
                    invoiceDesk,
                    "match_invoice",
                    Json.object().put("invoice_id", invoice).put("purchase_order", "PO-77"));
            return invoice;
        }

        private void payment(AgentProcess payer, String vendor, String invoice) throws IOException {
            story.scene("2  A payment waits for somebody independent, who approves exactly this payment");
            String task = office.open(
                    "paul",
                    "payer",
                    "pay-invoice",
                    "Pay invoice " + invoice,
                    List.of("invoice/" + invoice),
                    Optional.empty());
            connect(payer, Speaks.MODERN, task);
            String payment = call(payer, "prepare_payment", paymentOf(vendor, invoice, ACME_IBAN))
                    .given("payment_id");
            ObjectNode release = releaseOf(payment, ACME_IBAN);
            Answer held = call(payer, "release_payment", release);
            String hold = held.hold().orElseThrow(() -> new IllegalStateException("the release was not held"));
            story.note("paul told the payer what to do, so paul cannot approve it:");
            interlock("paul", 1, "approvals", "approve", hold);
            story.note("vera can, and repeats the code that she and the payer were shown:");
            interlock("vera", 0, "approvals", "approve", hold, "--code", code(held), "--comment", "matches PO-77");
            call(payer, "release_payment", release);
        }

        /** The binding code of a held call. */
        private static String code(Answer held) {
            return held.decision().path("binding").asText();
        }

        private void conflict(AgentProcess planner, AgentProcess helper, String acme) throws IOException {
            story.scene("3  Whoever creates a vendor does not pay it: not itself, ...");
            String task = office.open(
                    "olivia", "planner", "settle-payables", "Settle today's payables", List.of(), Optional.empty());
            connect(planner, Speaks.MODERN, task);
            String vendor = call(
                            planner,
                            "create_vendor",
                            Json.object().put("name", "Shellco").put("iban", SHELL_IBAN))
                    .given("vendor_id");
            String invoice =
                    call(planner, "register_invoice", invoiceOf(vendor, "0815")).given("invoice_id");
            call(
                    planner,
                    "match_invoice",
                    Json.object().put("invoice_id", invoice).put("purchase_order", "PO-78"));
            String payment = call(planner, "prepare_payment", paymentOf(vendor, invoice, SHELL_IBAN))
                    .given("payment_id");
            ObjectNode release = releaseOf(payment, SHELL_IBAN);
            call(planner, "release_payment", release);

            story.scene("4  ... not through a sub-agent, ...");
            String subTask = office.open(
                    "planner",
                    "helper",
                    "pay-invoice",
                    "Pay invoice " + invoice,
                    List.of("invoice/" + invoice),
                    Optional.of(task));
            connect(helper, Speaks.LEGACY, subTask);
            call(helper, "release_payment", release);

            story.scene("5  ... not in a new session, ...");
            String again =
                    office.open("olivia", "planner", "settle-payables", "Settle the rest", List.of(), Optional.empty());
            connect(planner, Speaks.LEGACY, again);
            call(planner, "release_payment", release);

            twoAtOnce(planner, acme);
        }

        /**
         * Plays two calls at once, each of which alone would be fine; whichever is decided second meets the other, although neither has
         * ended.
         */
        private void twoAtOnce(AgentProcess planner, String vendor) throws IOException {
            story.scene("6  ... and not by two calls at once: even approved, only one half of a conflict goes through");
            String invoice =
                    call(planner, "register_invoice", invoiceOf(vendor, "4712")).given("invoice_id");
            call(
                    planner,
                    "match_invoice",
                    Json.object().put("invoice_id", invoice).put("purchase_order", "PO-79"));
            String payment = call(planner, "prepare_payment", paymentOf(vendor, invoice, ACME_IBAN))
                    .given("payment_id");
            ObjectNode release = releaseOf(payment, ACME_IBAN);
            Answer held = call(planner, "release_payment", release);
            String hold = held.hold().orElseThrow(() -> new IllegalStateException("the release was not held"));
            interlock("vera", 0, "approvals", "approve", hold, "--code", code(held));
            story.note("planner changes the vendor's account and releases the payment, both at the same moment:");
            List<Call> halves = List.of(
                    new Call(
                            "edit_vendor",
                            Json.object().put("vendor_id", vendor).put("iban", SHELL_IBAN)),
                    new Call("release_payment", release));
            List<Answer> answers = planner.parallel(halves);
            for (int i = 0; i < halves.size(); i++) {
                story.call(planner.name(), halves.get(i).arguments(), answers.get(i));
            }
        }

        /** Runs the command line as a person, and insists on how it ends. */
        private void interlock(String person, int exit, String... words) throws IOException {
            var arguments = new ArrayList<>(List.of(words));
            story.note("$ ./interlock " + String.join(" ", words) + "    (as " + person + ")");
            arguments.addAll(List.of("--url", url.toString(), "--ca"));
            arguments.add(trust.authority().toString());
            arguments.add("--token-file");
            arguments.add(cast.tokenFile(person, data).toString());
            int ended = interlock.applyAsInt(arguments);
            if (ended != exit) {
                throw new IllegalStateException("the command ended with " + ended + " and not with " + exit);
            }
        }
    }

    private static ObjectNode invoiceOf(String vendor, String number) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("number", number)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR");
    }

    private static ObjectNode paymentOf(String vendor, String invoice, String iban) {
        return Json.object()
                .put("vendor_id", vendor)
                .put("invoice_id", invoice)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR")
                .put("iban", iban);
    }

    private static ObjectNode releaseOf(String payment, String iban) {
        return Json.object()
                .put("payment_id", payment)
                .put("amount", new BigDecimal("1200.50"))
                .put("currency", "EUR")
                .put("iban", iban);
    }
}
