package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.breakglass.LaneCredentials;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Outcome;
import dev.interlock.server.enforce.Policy;
import dev.interlock.server.fixture.ApiContract;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.CallerAuthenticator;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.Health;
import dev.interlock.server.workbench.Workbench;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The API over real HTTP on a domain whose ledger is in memory, with the accounts-payable bundle, in which conflicts are
 * held instead of denied. There are lanes, in which the rules AP-01, AP-02 and AP-04 are waived.
 */
public final class ApiServer implements AutoCloseable {

    /** A tier that no tool is in, for rules that a test proposes. */
    private static final String REFUSED =
            "  refused: {independence: another-agent, on-conflict: deny, on-missing: deny}\n";

    private static final String HEADER = """

        sources: {erp-audit: {trusted-for: [invoice.match, object.listed]}}
        server: erp
        tools:
          list_vendor: {duty: object.listed, creates: {vendor: result.id}, observed: true}
          list_invoice: {duty: object.listed, creates: {invoice: result.id}, of: {vendor: args.owner.id}, observed: true}
          block_vendor: {duty: vendor.edit, on: {vendor: {path: args.vendor_id, known: true}}, values: {payee: args.iban}, risk: low}
          list_payment: {duty: object.mentioned, creates: {payment: result.id}, observed: true}
        break-glass: {by: administrators, limit: 20m, allow: [payment.release, vendor.create], reviewers: auditors}
        """;

    /** An answer: its status, media type and body. */
    public record Reply(int status, String type, JsonNode body, HttpHeaders headers) {}

    private final Path bundle;
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Caller> callers = new HashMap<>();
    private final MemoryStore store = new MemoryStore();
    private final AtomicReference<PolicyBundle.Compiled> policy = new AtomicReference<>();
    private final Domain domain;
    private final RecordIndex index;
    private final Workbench workbench;
    private final BundleAdministration administration = new Administration();
    /** The time by which the clock of the server is ahead, in milliseconds. */
    public final AtomicLong ahead = new AtomicLong();

    private volatile boolean alone;
    private volatile ApiSettings.Arrivals arrivals = caller -> Optional.empty();
    private final Api api;
    private final RunningListener web;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param folder where the bundle is copied to, so that a test can change it */
    public ApiServer(Path folder) throws Exception {
        bundle = folder.resolve("bundle");
        copyBundle();
        policy.set((PolicyBundle.Compiled) PolicyBundle.load(bundle));
        var random = new Random(1);
        var entries = new ArrayList<Registry.Entry>();
        for (Caller caller : List.of(
                agent("clerk", "finance", true),
                agent("payer", "treasury", true),
                agent("helper", "treasury", false),
                person("vera", "controls", "ap-approvers", "administrators"),
                person("adam", "board", "administrators"),
                person("ines", "it", "administrators", "auditors"),
                person("finn", "controls", "ap-approvers"),
                person("otto", "controls", "auditors"),
                person("guest", "finance"))) {
            Token token = Token.create(random);
            Leaks.RUN.ofCaller(token.reveal());
            tokens.put(caller.name(), token);
            entries.add(new Registry.Entry(caller, List.of(token.hash())));
        }
        var sources = new ArrayList<Registry.Entry>();
        for (String name : List.of("erp-audit", "stranger")) {
            Token token = Token.create(random);
            Leaks.RUN.ofCaller(token.reveal());
            tokens.put(name, token);
            var source = new Caller(name, "", false, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());
            sources.add(new Registry.Entry(source, List.of(token.hash())));
        }
        var registry = new Registry(entries, sources);
        tokens.forEach(
                (name, token) -> registry.holding(token.reveal()).ifPresent(caller -> callers.put(name, caller)));
        var signer = Ed25519Signer.generate("payments.example.com", new SecureRandom());
        InstantSource clock = () -> Instant.now().plusMillis(ahead.get());
        Ledger ledger = Ledger.open(store, signer, clock::millis, CheckpointPolicy.DEFAULT)
                .orThrow();
        domain = Domain.open(ledger, store, store, policy.get().engine(), clock);
        index = RecordIndex.start(domain, folder);
        workbench = Workbench.of(domain, administration::kept, clock);
        var behind = new Api.Dependencies(
                domain,
                index,
                registry,
                () -> Policy.of(policy.get()),
                digest -> policy.get().engine(),
                administration,
                workbench,
                new Enforcer(domain, () -> Policy.of(policy.get())),
                () -> new TreeMap<>(Map.of(
                        "erp", List.of(new Health("process", Health.State.UP, 2, 0, Optional.empty())),
                        "mail",
                                List.of(new Health(
                                        "mail.example.com",
                                        Health.State.RESTING,
                                        0,
                                        5,
                                        Optional.of("http 503\u001b[2J"))))),
                SigningKeys.openForRecords(folder, Instant.now(), new SecureRandom()),
                new LaneProofs(registry, /* issuing= */ false),
                new LaneCredentials(domain, new SecureRandom()),
                phrases());
        api = new Api(
                behind,
                new CallerAuthenticator(
                        new Callers(registry, List.of(), InstantSource.system())::identify,
                        (problem, door) -> {},
                        "/v1"),
                ApiSettings.of(
                        Set.of("https://console.example.com"),
                        Set.of("localhost", "127.0.0.1"),
                        caller -> arrivals.arrive(caller)));
        web = Listener.of(JsonLimits.requests().maxBytes())
                .start(new Listen("127.0.0.1", 0), new RouteTable(api.routes()), clock);
    }

    private void copyBundle() throws IOException {
        Path source = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = bundle.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                String text = Files.readString(file)
                        .replace("on-conflict: deny", "on-conflict: hold")
                        .replace("\nrisk:\n", "\nrisk:\n" + REFUSED);
                boolean header = target.equals(bundle.resolve("interlock.yaml"));
                Files.writeString(
                        target,
                        header
                                ? text + HEADER
                                : text.replaceAll("(?m)^(  - id: AP-0[124])$", "$1\n    waivable: true"));
            }
        }
    }

    /** As the server does it; what was proposed is kept in memory. */
    private final class Administration implements BundleAdministration {

        private final Map<String, PolicyBundle.Compiled> kept = new HashMap<>();

        @Override
        public Outcome propose(Caller by, Optional<String> digest) {
            return propose(by, new FolderTree(bundle), digest);
        }

        @Override
        public Outcome propose(Caller by, FileTree files, Optional<String> digest) {
            return switch (PolicyBundle.load(files)) {
                case PolicyBundle.Rejected rejected -> new Rejected(rejected);
                case PolicyBundle.Compiled compiled -> {
                    if (digest.isPresent() && !digest.get().equals(compiled.digest())) {
                        yield new Absent("another one");
                    }
                    kept.put(compiled.digest(), compiled);
                    yield new Decided(
                            compiled,
                            domain.ask(new Command.ProposeBundle(
                                            by, compiled.engine().name(), compiled.digest()))
                                    .answer());
                }
            };
        }

        @Override
        public Outcome activate(Caller by, String digest) throws IOException {
            PolicyBundle.Compiled compiled = kept.get(digest);
            if (compiled == null) {
                return new Absent("nobody proposed it");
            }
            return new Decided(
                    compiled,
                    domain.activate(
                            compiled.engine(),
                            new Command.ActivateBundle(by, digest, alone),
                            () -> policy.set(compiled)));
        }

        @Override
        public PolicyBundle configured() {
            return PolicyBundle.load(bundle);
        }

        @Override
        public Optional<PolicyBundle.Compiled> kept(String digest) {
            PolicyBundle.Compiled inForce = policy.get();
            return inForce.digest().equals(digest) ? Optional.of(inForce) : Optional.ofNullable(kept.get(digest));
        }

        @Override
        public Optional<FileTree> files(String digest) {
            return kept(digest).map(any -> new FolderTree(bundle));
        }

        @Override
        public boolean singleAdministrator() {
            return alone;
        }
    }

    /** From now on callers may send only so much. */
    public void limit(ApiSettings.Arrivals to) {
        arrivals = to;
    }

    /** From now on one person may propose and activate. */
    public void singleAdministrator() {
        alone = true;
    }

    private static Caller agent(String name, String owner, boolean root) {
        var attributes = new TreeMap<String, AttributeValue>(Map.of(
                "owner",
                AttributeValue.known(owner),
                "model",
                AttributeValue.known("m1"),
                "origin",
                AttributeValue.known("desk-" + name)));
        return new Caller(name, "", false, root, attributes, new TreeSet<>(), Optional.empty());
    }

    private static Caller person(String name, String owner, String... groups) {
        var attributes = new TreeMap<String, AttributeValue>(Map.of("owner", AttributeValue.known(owner)));
        return new Caller(name, "", true, false, attributes, new TreeSet<>(List.of(groups)), Optional.empty());
    }

    /** The names of the resources of which callers have to be known. */
    Set<String> resources() {
        return api.resources();
    }

    public String url() {
        return "http://127.0.0.1:" + web.port();
    }

    public String token(String name) {
        return tokens.get(name).reveal();
    }

    public Path bundle() {
        return bundle;
    }

    /** How calls read: by the catalogue in force. */
    public CallPhrases phrases() {
        return new CallPhrases(digest -> Optional.of(policy.get().catalog()));
    }

    public Domain domain() {
        return domain;
    }

    public RecordIndex index() {
        return index;
    }

    public MemoryStore store() {
        return store;
    }

    // --- requests

    /** A request as a caller, with a JSON body if there is one. */
    public Reply send(String caller, String method, String path, String... body) throws Exception {
        HttpRequest.Builder request = request(method, path, body).header("Authorization", "Bearer " + token(caller));
        return send(request);
    }

    public HttpRequest.Builder request(String method, String path, String... body) {
        var request = HttpRequest.newBuilder(URI.create(url() + path));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        return request.method(
                method,
                body.length > 0 ? HttpRequest.BodyPublishers.ofString(body[0]) : HttpRequest.BodyPublishers.noBody());
    }

    public Reply send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        ApiContract.check(response);
        JsonNode tree = switch (new JsonReader(JsonLimits.answers()).read(response.body())) {
            case JsonReader.Outcome.Value(JsonNode value) -> value;
            case JsonReader.Outcome.Refused refused ->
                throw new AssertionError(
                        "no json: " + response + " " + new String(response.body(), StandardCharsets.UTF_8));
        };
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("content-type").orElse(""),
                tree,
                response.headers());
    }

    /** The status alone, for answers of the web server that are no json. */
    public int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    // --- what agents do through the gate

    /** Opens a task and gives its id. */
    public String open(String agent, String intent, String... objects) throws Exception {
        String list = objects.length == 0 ? "" : "\"" + String.join("\",\"", objects) + "\"";
        Reply reply = send(agent, "POST", "/v1/tasks", "{\"intent\":\"" + intent + "\",\"objects\":[" + list + "]}");
        if (reply.status() != 201) {
            throw new AssertionError(reply.toString());
        }
        return reply.body().get("id").textValue();
    }

    public Answer call(String agent, String task, String tool, Map<String, ?> arguments) {
        var facts = policy.get().facts("erp", tool, arguments, "sha-256:" + arguments.hashCode());
        long number = Long.parseLong(task.substring(2));
        return domain.ask(new Command.DecideCall(callers.get(agent), OptionalLong.of(number), facts))
                .answer();
    }

    /** A call of another instance of the agent, with a token for the task alone. */
    public Answer callAs(String agent, String runtime, String task, String tool, Map<String, ?> arguments) {
        var facts = policy.get().facts("erp", tool, arguments, "sha-256:" + arguments.hashCode());
        OptionalLong number = OptionalLong.of(Long.parseLong(task.substring(2)));
        Caller known = callers.get(agent);
        var caller = new Caller(
                known.name(),
                runtime,
                known.person(),
                known.root(),
                known.attributes(),
                known.groups(),
                known.implicitIntent());
        return domain.ask(new Command.DecideCall(caller, number, facts, OptionalLong.empty(), number))
                .answer();
    }

    /** A call that is permitted and succeeds. */
    public long carryOut(String agent, String task, String tool, Map<String, ?> arguments, String... created) {
        Answer answer = call(agent, task, tool, arguments);
        if (!(answer instanceof Answer.Permit permit)) {
            throw new AssertionError(answer.toString());
        }
        settle(
                permit.call(),
                new Settlement.Succeeded(Stream.of(created).map(Key::parse).toList()));
        return permit.call();
    }

    public void settle(long call, Settlement settlement) {
        domain.ask(new Command.SettleCall(call, settlement));
    }

    /** Approves a hold with the code that is shown. */
    public Reply approve(String who, String hold, String comment) throws Exception {
        String code = send(who, "GET", "/v1/holds/" + hold).body().get("code").textValue();
        return send(
                who,
                "POST",
                "/v1/holds/" + hold + "/approve",
                "{\"comment\":\"" + comment + "\",\"code\":\"" + code + "\"}");
    }

    /**
     * The clerk sets up vendor V-1 and an invoice, has it matched and its payment prepared, and then asks to release it:
     * held, for it created the vendor and needs an approval. Gives the id of the hold.
     */
    public String heldRelease() throws Exception {
        String onboard = open("clerk", "onboard-vendor");
        carryOut("clerk", onboard, "create_vendor", Map.of("name", "Acme", "iban", "DE89"), "vendor/V-1");
        String book = open("clerk", "book-invoice");
        carryOut(
                "clerk",
                book,
                "register_invoice",
                Map.of("vendor_id", "V-1", "number", "2026-7", "amount", "120.50", "currency", "EUR"),
                "invoice/I-7");
        carryOut("clerk", book, "match_invoice", Map.of("invoice_id", "I-7", "purchase_order", "PO-1"));
        Reply pay = send(
                "clerk",
                "POST",
                "/v1/tasks",
                "{\"intent\":\"pay-invoice\",\"objects\":[\"invoice/I-7\"],\"instruction\":\"Pay invoice 7 of Acme"
                        + " today.\"}");
        String task = pay.body().get("id").textValue();
        carryOut(
                "clerk",
                task,
                "prepare_payment",
                Map.of("vendor_id", "V-1", "invoice_id", "I-7", "amount", "120.50", "currency", "EUR", "iban", "DE89"),
                "payment/P-9");
        var release = Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");
        if (!(call("clerk", task, "release_payment", release) instanceof Answer.Hold hold)) {
            throw new AssertionError("the release is not held");
        }
        return "h-" + hold.hold();
    }

    @Override
    public void close() throws IOException {
        client.close();
        web.stop();
        workbench.close();
        index.close();
        domain.close();
    }
}
