package dev.interlock.cli;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.PolicyArchive;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A data folder with one story in it, made by the real domain: a vendor is set up, its invoice booked; who set it up may
 * not pay it, another may after approval; a last payment comes out in a way that nobody knows, until it is reconciled.
 * The same events each time, on a clock of its own; only the key differs.
 */
final class SampleLedger implements AutoCloseable {

    static final Path BUNDLE =
            Path.of(System.getProperty("interlock.root", "..")).resolve("bundles/accounts-payable");

    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-03-02T09:00:00Z").toEpochMilli());
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final PolicyBundle.Compiled bundle;
    private final Domain domain;

    private SampleLedger(Path data) throws IOException {
        bundle = (PolicyBundle.Compiled) PolicyBundle.load(BUNDLE);
        SqliteStore store = SqliteStore.open(data);
        var signer = SigningKeyFile.loadOrCreate(data, "payables.example.com", new SecureRandom());
        Ledger ledger = Ledger.open(store, signer, clock::millis, new CheckpointPolicy(4, Long.MAX_VALUE))
                .orThrow();
        new PolicyArchive(data).keep(BUNDLE, bundle.digest());
        domain = Domain.open(ledger, store, store.snapshots(), bundle.engine(), clock);
    }

    /** Makes the folder and closes it, as a server does that is stopped. */
    static void make(Path data) throws IOException {
        try (SampleLedger sample = new SampleLedger(data)) {
            sample.tell();
        }
    }

    /** Makes the folder and stays open on it, as a server does that runs. */
    static SampleLedger running(Path data) throws IOException {
        SampleLedger sample = new SampleLedger(data);
        sample.tell();
        return sample;
    }

    @Override
    public void close() throws IOException {
        domain.close();
    }

    private void tell() {
        Caller maria = person("maria");
        Caller otto = person("otto");
        Caller ines = person("ines", "ap-approvers");
        Caller buyer = agent("buyer", "procurement");
        Caller clerk = agent("clerk", "accounting");
        Caller payer = agent("payer", "treasury");

        long onboard =
                open(maria, buyer, "onboard-vendor", "Set up Acme Ltd as a vendor.\nThe papers are in the file.");
        long create =
                call(buyer, onboard, "create_vendor", Map.of("name", "Acme Ltd", "iban", "DE89370400440532013000"));
        settle(create, new Settlement.Succeeded(List.of(Key.parse("vendor/V-1"))));
        long book = open(maria, clerk, "book-invoice", "Book invoice 2026-17 of Acme Ltd");
        long register = call(
                clerk,
                book,
                "register_invoice",
                Map.of("vendor_id", "V-1", "amount", "900.00", "currency", "EUR", "number", "2026-17"));
        settle(register, new Settlement.Succeeded(List.of(Key.parse("invoice/I-7"))));
        settle(call(clerk, book, "match_invoice", Map.of("invoice_id", "I-7", "purchase_order", "PO-3")), done());
        long plan = open(otto, payer, "settle-payables", "Pay what is due today");
        long prepare = call(
                payer,
                plan,
                "prepare_payment",
                Map.of(
                        "vendor_id",
                        "V-1",
                        "invoice_id",
                        "I-7",
                        "amount",
                        "900.00",
                        "currency",
                        "EUR",
                        "iban",
                        "DE89370400440532013000"));
        settle(prepare, new Settlement.Succeeded(List.of(Key.parse("payment/P-5"))));

        Map<String, Object> release =
                Map.of("payment_id", "P-5", "amount", "900.00", "currency", "EUR", "iban", "DE89370400440532013000");
        long wrong = open(maria, buyer, "settle-payables", "Pay Acme Ltd");
        call(buyer, wrong, "release_payment", release);
        long held = call(payer, plan, "release_payment", release);
        tick();
        String code = domain.query(state -> state.holds().get(held).code());
        domain.ask(new Command.AnswerHold(held, ines, true, "matches invoice 2026-17").confirmedWith(code));
        long paid = call(payer, plan, "release_payment", release);
        settle(paid, new Settlement.Unknown("no answer from the server within 30 s"));
        tick();
        domain.ask(new Command.ReconcileCall(paid, ines, done(), "the bank statement shows it"));
        call(payer, plan, "delete_everything", Map.of());
        tick();
        domain.ask(new Command.EndTask(wrong, maria, EndReason.CANCELLED));
        tick();
        domain.ask(new Command.EndTask(plan, payer, EndReason.CLOSED));
    }

    private static Settlement.Succeeded done() {
        return new Settlement.Succeeded(List.of());
    }

    private void tick() {
        now.addAndGet(250);
    }

    private long open(Caller opener, Caller agent, String intent, String instruction) {
        tick();
        var command = new Command.OpenTask(
                opener,
                OptionalLong.empty(),
                agent,
                intent,
                sha256(instruction.getBytes(StandardCharsets.UTF_8)),
                instruction,
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        return number(domain.ask(command).answer());
    }

    private long call(Caller caller, long task, String tool, Map<String, Object> arguments) {
        tick();
        CallFacts facts = bundle.facts("erp", tool, arguments, sha256(CanonicalJson.canonicalize(arguments)));
        return number(domain.ask(new Command.DecideCall(caller, OptionalLong.of(task), facts))
                .answer());
    }

    private void settle(long call, Settlement settlement) {
        tick();
        domain.ask(new Command.SettleCall(call, settlement));
    }

    private static long number(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> done.number();
            case Answer.Verdict verdict -> verdict.call();
            case Answer.Refused refused -> throw new AssertionError(refused.message());
        };
    }

    private static Caller agent(String name, String owner) {
        var attributes = new TreeMap<String, AttributeValue>();
        attributes.put("owner", AttributeValue.known(owner));
        attributes.put("model", AttributeValue.known("m-" + name.length()));
        return new Caller(name, "token-" + name, false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    private static Caller person(String name, String... groups) {
        var attributes = new TreeMap<String, AttributeValue>();
        attributes.put("owner", AttributeValue.known(name));
        attributes.put("model", AttributeValue.notApplicable());
        return new Caller(
                name, "token-" + name, true, true, attributes, new TreeSet<>(List.of(groups)), Optional.empty());
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha-256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
