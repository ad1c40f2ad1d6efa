package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.codec.EventCodec;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder that was written when version 1 of the encoding was the only one: 38 entries of a story, and their key. */
class OldLedgerTest {

    private static final int SIZE = 38;

    @TempDir
    Path temporary;

    private Path folder;
    private Bundle bundle;

    @BeforeEach
    void copy() throws IOException {
        folder = Files.createDirectory(temporary.resolve("data"));
        for (String file : List.of("ledger.db", "signing.key", "signing.vkey")) {
            try (InputStream in = OldLedgerTest.class.getResourceAsStream("/golden/ledger-v1/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        Files.setPosixFilePermissions(folder.resolve("signing.key"), PosixFilePermissions.fromString("rw-------"));
        Path policy = Path.of(System.getProperty("interlock.root", "..")).resolve("bundles/accounts-payable");
        bundle = ((PolicyBundle.Compiled) PolicyBundle.load(policy)).engine();
    }

    private Ledger open(SqliteStore store) throws IOException {
        return Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(folder, "unused", new SecureRandom()),
                        () -> 1_800_000_000_000L,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
    }

    private Report verify() throws IOException {
        try (SqliteReader reader = SqliteReader.open(folder)) {
            return new Verifier(SigningKeyFile.loadPublic(folder)).verify(reader);
        }
    }

    private static List<Recorded> events(LedgerReader reader) throws IOException {
        List<Recorded> events = new ArrayList<>();
        new LedgerReplayer(reader).scan(0, reader.size(), events::add);
        return events;
    }

    @Test
    void itIsReadWithoutBeingChanged() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("ledger.db"));
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Report.Verified.class,
                        verified -> assertThat(verified.size()).isEqualTo(SIZE));
        try (SqliteReader reader = SqliteReader.open(folder)) {
            List<Recorded> events = events(reader);
            assertThat(events).hasSize(SIZE);
            assertThat(((Event.TaskOpened) events.get(1).event()).instruction())
                    .isEqualTo("Set up Acme Ltd as a vendor.\nThe papers are in the file.");
            assertThat(((Event.HoldAnswered) events.get(15).event()).comment()).isEqualTo("matches invoice 2026-17");
            Set<String> types = events.stream()
                    .map(recorded -> (String) EventCodec.toMap(recorded).get("type"))
                    .collect(Collectors.toSet());
            assertThat(types).hasSizeGreaterThanOrEqualTo(20);
        }
        assertThat(Files.readAllBytes(folder.resolve("ledger.db"))).isEqualTo(before);
    }

    @Test
    void itIsFoldedToTheStateOfTheSameEventsInTheCurrentForm() throws Exception {
        var current = new MemoryStore();
        long epoch = current.claim();
        var writer = new LeafWriter(current, Salts.random());
        writer.load();
        try (SqliteReader reader = SqliteReader.open(folder)) {
            List<Entry> entries = events(reader).stream().map(writer::entry).toList();
            current.append(0, epoch, entries, writer.fresh(), Derived.NONE);
            State old = new LedgerReplayer(reader).all(bundle);
            assertThat(StateSnapshot.write(new LedgerReplayer(current).all(bundle)))
                    .isEqualTo(StateSnapshot.write(old));
            assertThat(old.nextSeq()).isEqualTo(SIZE);
            assertThat(events(current)).isEqualTo(events(reader));
        }
    }

    @Test
    void aServerGoesOnWithItAndHidesWhatItAdds() throws Exception {
        List<byte[]> old = leaves();
        Caller maria = person("maria");
        try (SqliteStore store = SqliteStore.open(folder);
                Domain domain = Domain.open(
                        open(store),
                        store,
                        store.snapshots(),
                        bundle,
                        () -> Instant.ofEpochMilli(1_772_442_100_000L))) {
            assertThat(domain.ask(new Command.EndTask(26, maria, EndReason.CANCELLED))
                            .events())
                    .isNotEmpty();
        }
        assertThat(verify()).isInstanceOf(Report.Verified.class);
        List<byte[]> all = leaves();
        assertThat(all.subList(0, SIZE)).usingElementComparator(Arrays::compare).isEqualTo(old);
        for (byte[] leaf : all.subList(SIZE, all.size())) {
            Map<?, ?> fields = (Map<?, ?>) CanonicalJson.decode(leaf);
            assertThat(fields.get("v")).isEqualTo(2L);
            assertThat(new String(leaf, StandardCharsets.UTF_8)).doesNotContain("maria");
        }
        try (SqliteReader reader = SqliteReader.open(folder)) {
            List<String> names = new ArrayList<>();
            reader.names(name -> names.add(name.text()));
            assertThat(names).contains("maria");
            assertThat(events(reader).getLast().event())
                    .isEqualTo(new Event.TaskEnded(26, EndReason.CANCELLED, "maria"));
        }
        try (SqliteStore store = SqliteStore.open(folder);
                Domain domain = Domain.open(
                        open(store),
                        store,
                        store.snapshots(),
                        bundle,
                        () -> Instant.ofEpochMilli(1_772_442_200_000L))) {
            boolean known = domain.query(state -> state.tasks().known(26));
            assertThat(known).isTrue();
        }
    }

    private List<byte[]> leaves() throws IOException {
        List<byte[]> leaves = new ArrayList<>();
        try (SqliteReader reader = SqliteReader.open(folder)) {
            reader.read(0, reader.size(), (index, leaf, opening) -> leaves.add(leaf));
        }
        return leaves;
    }

    private static Caller person(String name) {
        return new Caller(
                name,
                "token-" + name,
                true,
                true,
                new TreeMap<>(Map.of("model", AttributeValue.notApplicable())),
                new TreeSet<>(),
                Optional.empty());
    }
}
