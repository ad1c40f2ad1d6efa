package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.domain.Leaves;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record has what decisions rely on of the configuration before the first of them, and no secret of it. */
class ConfigurationRecordTest {

    private static final Path BUNDLE = Path.of(
                    System.getProperty("interlock.root", ".."), "bundles", "accounts-payable")
            .toAbsolutePath();
    private static final Token CLERK = Token.create(new Random(41));
    private static final Token VERA = Token.create(new Random(42));

    // Held here: loggers are otherwise collected, and their handlers with them.
    private static final Logger OURS = Logger.getLogger("dev.interlock");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            logged.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        Quiet.on();
        OURS.addHandler(handler);
    }

    @AfterEach
    void stop() {
        OURS.removeHandler(handler);
    }

    private static String configuration(String ofClerk) {
        return """
            domain: record.example.com
            listen: 127.0.0.1:0
            bundle: %s
            upstreams:
              erp: {command: [erp-server, --password, hunter2-hunter2], env: {ERP_KEY: env-secret-value}}
              mail:
                url: https://mail.example.com/purchase-orders/v2/0123456789abcdef0123456789abcdef/kB3nT7xQ2mZ9wR5vY8pLs/mcp?key=query-secret
                headers: {Authorization: header-secret-value}
            agents:
              clerk: {token: %s, model: m1, root: true, intents: [settle-payables]%s}
            people:
              vera: {token: %s, groups: [ap-approvers, administrators], owner: controls}
            """.formatted(BUNDLE, CLERK.hash(), ofClerk, VERA.hash());
    }

    private void start(String text) throws IOException {
        if (!(ConfigReader.read(new SourceFile("interlock-server.yaml", text), folder, Map.of())
                        instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(BUNDLE) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError("not started");
        }
        InterlockServer.start(loaded.config(), policy, InstantSource.system()).close();
    }

    private List<Recorded> record() throws IOException {
        var all = new ArrayList<Recorded>();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            new LedgerReplayer(reader).scan(0, reader.size(), all::add);
        }
        return all;
    }

    private List<ConfigurationRecorded> configurations() throws IOException {
        return record().stream()
                .filter(recorded -> recorded.event() instanceof ConfigurationRecorded)
                .map(recorded -> (ConfigurationRecorded) recorded.event())
                .toList();
    }

    private List<String> warnings() {
        return logged.stream()
                .filter(message -> message.getLevel().equals(Level.WARNING))
                .map(LogRecord::getMessage)
                .filter(message -> message.contains("configuration"))
                .toList();
    }

    @Test
    void theFirstStartRecordsItBeforeAnythingIsDecided() throws IOException {
        start(configuration(", owner: finance"));
        List<Recorded> record = record();
        assertThat(record.get(0).event()).isInstanceOf(Event.BundleActivated.class);
        ConfigurationRecorded first = (ConfigurationRecorded) record.get(1).event();
        assertThat(first.changed().keySet())
                .containsExactly("agent/clerk", "person/vera", "server", "upstream/erp", "upstream/mail");
        assertThat(first.changed().get("agent/clerk").settings())
                .containsEntry("owner", List.of("finance"))
                .containsEntry("model", List.of("m1"))
                .containsEntry("root", List.of("true"))
                .containsEntry("intents", List.of("settle-payables"))
                .containsEntry("tokens", List.of("1"))
                .doesNotContainKey("origin");
        assertThat(first.changed().get("person/vera").settings())
                .containsEntry("groups", List.of("administrators", "ap-approvers"));
        assertThat(first.changed().get("upstream/mail").settings())
                .containsEntry("url", List.of("https://mail.example.com/purchase-orders/v2/.../.../mcp"));
        assertThat(first.user()).hasValue(System.getProperty("user.name"));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void noSecretAndNoHashOfOneIsInTheRecord() throws IOException {
        start(configuration(", owner: finance"));
        for (Recorded recorded : record()) {
            assertThat(new String(Leaves.shown(recorded), StandardCharsets.UTF_8))
                    .doesNotContain(
                            "hunter2", "env-secret", "header-secret", "query-secret", "0123456789abcdef", "kB3nT7xQ")
                    .doesNotContain(CLERK.hash().toString(), CLERK.hash().runtime());
        }
    }

    @Test
    void theSameConfigurationIsRecordedOnceAndAnotherOneByWhatChanged() throws IOException {
        start(configuration(", owner: finance"));
        start(configuration(", owner: finance"));
        start(configuration(", owner: treasury"));
        List<ConfigurationRecorded> all = configurations();
        assertThat(all).hasSize(2);
        assertThat(all.get(1).changed().keySet()).containsExactly("agent/clerk");
        assertThat(all.get(1).removed()).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aStartWithAnOlderConfigurationSaysSo() throws IOException {
        start(configuration(""));
        start(configuration(", owner: finance, origin: finance-desk"));
        start(configuration(""));
        List<ConfigurationRecorded> all = configurations();
        assertThat(all.get(2).revertedTo()).hasValue(all.get(0).configuration());
        assertThat(warnings()).singleElement().asString().contains("older", "agent/clerk", "entry 1");
        logged.clear();
        start(configuration(""));
        assertThat(warnings()).isEmpty();
    }
}
