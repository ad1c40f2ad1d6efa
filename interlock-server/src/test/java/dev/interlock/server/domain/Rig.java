package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** A domain on a store that fails on demand, a clock set by hand, and one rule: whoever creates a vendor does not pay it. */
public final class Rig implements AutoCloseable {

    public static final Level OWNER = new Level("another-owner", List.of("owner"));

    /** The entry that names a snapshot is one since it, and no reason for the next. */
    static final SnapshotKeeper.Spacing SPACING = new SnapshotKeeper.Spacing(100_000, 64, 2);

    final AtomicLong clock = new AtomicLong(1_000_000);
    final FaultyStore store = new FaultyStore();
    private final Ed25519Signer signer = signer();
    private Bundle bundle;
    Domain domain;

    Rig() throws IOException {
        this(bundle("one"));
    }

    Rig(Bundle bundle) throws IOException {
        this.bundle = bundle;
        this.domain = open();
    }

    private static Ed25519Signer signer() {
        try {
            return Ed25519Signer.generate("example.com/test", new SecureRandom());
        } catch (NoteFormatException e) {
            throw new AssertionError(e);
        }
    }

    private Domain open() throws IOException {
        return open(store, store, signer, bundle, clock);
    }

    /** Opens a domain that keeps a snapshot at its end, whenever anything was recorded since the one before. */
    public static <S extends LedgerStore> Domain open(
            S store, SnapshotStore snapshots, Ed25519Signer signer, Bundle bundle, AtomicLong clock)
            throws IOException {
        return open(store, snapshots, signer, bundle, clock, Custody.NONE);
    }

    static <S extends LedgerStore> Domain open(
            S store, SnapshotStore snapshots, Ed25519Signer signer, Bundle bundle, AtomicLong clock, Custody custody)
            throws IOException {
        Ledger ledger =
                Ledger.open(store, signer, clock::get, CheckpointPolicy.DEFAULT).orThrow();
        return Domain.open(
                ledger, store, snapshots, bundle, () -> java.time.Instant.ofEpochMilli(clock.get()), custody, SPACING);
    }

    /** Closes the domain and opens it again on what is stored. */
    void restart() throws IOException {
        domain.close();
        store.reopen();
        domain = open();
    }

    /** Everything that is recorded. */
    List<Recorded> record() throws IOException {
        var all = new ArrayList<Recorded>();
        addTo(all);
        return all;
    }

    /** Adds the rest to what was recorded so far: reading all of it again takes longer than the domain needs for a command. */
    void addTo(List<Recorded> soFar) throws IOException {
        domain.history().scan(soFar.size(), domain.ledger().size(), soFar::add);
    }

    List<Event> events() throws IOException {
        return record().stream().map(Recorded::event).toList();
    }

    /** The state, which readers see as the writer has it. */
    byte[] state() {
        byte[] state = domain.queryWriter(StateSnapshot::write);
        assertThat(domain.query(StateSnapshot::write)).isEqualTo(state);
        return state;
    }

    byte[] fold() throws IOException {
        return StateSnapshot.write(new LedgerReplayer(store).all(bundle));
    }

    private static final Caller VERA =
            new Caller("vera", "token-vera", true, false, new TreeMap<>(), new TreeSet<>(), Optional.empty());

    void propose(String name) {
        assertThat(domain.ask(new Command.ProposeBundle(VERA, name, "sha-256:" + name))
                        .answer())
                .isInstanceOf(Answer.Done.class);
    }

    /** As a single administrator. */
    Answer activate(String name, Runnable switched) throws IOException {
        return domain.activate(bundle(name), new Command.ActivateBundle(VERA, "sha-256:" + name, true), switched);
    }

    long open(Caller agent) {
        return task(domain, agent);
    }

    public static long task(Domain domain, Caller agent) {
        return ((Answer.Done) domain.ask(openTask(agent, "do it")).answer()).number();
    }

    static Command openTask(Caller agent, String instruction) {
        return new Command.OpenTask(
                agent,
                OptionalLong.empty(),
                agent,
                "any",
                "sha-256:0",
                instruction,
                List.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    Answer call(Caller agent, long task, CallFacts facts) {
        return domain.ask(call0(agent, task, facts)).answer();
    }

    public static Command call0(Caller agent, long task, CallFacts facts) {
        return new Command.DecideCall(agent, OptionalLong.of(task), facts);
    }

    Answer succeed(Answer permit, String... created) {
        List<Key> keys = List.of(created).stream().map(Key::parse).toList();
        return domain.ask(new Command.SettleCall(((Answer.Permit) permit).call(), new Settlement.Succeeded(keys)))
                .answer();
    }

    public static Bundle bundle(String name) {
        return bundle(name, OptionalLong.empty());
    }

    public static Bundle bundle(String name, OptionalLong window) {
        var tiers = Map.of("high", new Tier("high", 0, OWNER, Outcome.DENY, Outcome.HOLD));
        var create = new Tool("erp/create", new TreeSet<>(Set.of("vendor.create")), false);
        var edit = new Tool("erp/edit", new TreeSet<>(Set.of("vendor.edit")), false);
        var pay = new Tool("erp/pay", new TreeSet<>(Set.of("payment.release")), false);
        Set<String> all = Set.of("vendor.create", "vendor.edit", "payment.release");
        var intent = new Intent("any", "", all, new TreeMap<>(), 900_000, 300_000, 1_000_000, Optional.empty(), all);
        var rule = new Rule.Separate(
                new Rule.Head("AP-01", "", Optional.empty(), false, List.of()),
                List.of(Set.of("vendor.create"), Set.of("payment.release")),
                "vendor",
                window,
                1,
                Optional.empty());
        return Bundle.of(name, "sha-256:" + name)
                .withTools(new TreeMap<>(Map.of(create.name(), create, edit.name(), edit, pay.name(), pay)))
                .withTypes(new TreeMap<>(Map.of("vendor", new ObjectType("vendor", new TreeMap<>()))))
                .withLevels(new TreeMap<>(Map.of(OWNER.name(), OWNER)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", intent)))
                .withRules(List.of(rule))
                .build();
    }

    public static Caller agent(String name, String owner) {
        return new Caller(
                name,
                "token-" + name,
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(owner))),
                new TreeSet<>(),
                Optional.empty());
    }

    public static CallFacts create() {
        return facts("erp/create", marks("vendor.create"), List.of(), List.of("vendor"));
    }

    public static CallFacts edit(String vendor) {
        return facts("erp/edit", marks("vendor.edit"), List.of(new Key("vendor", vendor)), List.of());
    }

    public static CallFacts pay(String vendor) {
        return facts("erp/pay", marks("payment.release"), List.of(new Key("vendor", vendor)), List.of());
    }

    static SortedSet<String> marks(String... marks) {
        return new TreeSet<>(Set.of(marks));
    }

    static CallFacts facts(String tool, SortedSet<String> marks, List<Key> objects, List<String> creates) {
        return CallFacts.builder(tool, "sha-256:1", "high")
                .marks(marks)
                .objects(objects)
                .creates(creates)
                .build();
    }

    @Override
    public void close() throws IOException {
        store.all(FaultyStore.Fate.WELL);
        domain.close();
    }
}
