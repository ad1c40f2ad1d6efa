package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.QueryServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A database of orders, who makes roles there, and a gateway's folder whose upstreams have no other way to it. */
public final class Shop {

    public static final String MAKER_PASSWORD = "password-of-who-makes-roles";
    static final String STANDING = "standing-secret-of-the-parcel-service";
    /** From which the password comes; {@link ServeProcess} sets it. */
    public static final String VARIABLE = "ERP_KEY";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String BUNDLE = """
            interlock: v1
            name: shop
            owner: shop@example.com
            include: [catalog/*.yaml]
            independence: {another-owner: [owner]}
            risk: {office: {independence: another-owner, on-conflict: deny, on-missing: deny}}
            intents:
              work: {goal: Look at orders, allow: [orders.read, orders.fetch], limits: {time: 10m}}
              review: {goal: Look at orders without a task, allow: [orders.read], limits: {time: 10m}}
            """;

    private Shop() {}

    public static void create(Postgres postgres) {
        Leaks.RUN.ofUpstream("password of who makes roles", MAKER_PASSWORD);
        postgres.run(
                "create role shopkeeper login createrole password '" + MAKER_PASSWORD + "'",
                "create schema shop authorization shopkeeper",
                "create table shop.orders (id int)",
                "insert into shop.orders values (1), (2), (3)",
                "grant select on shop.orders to shopkeeper with grant option");
    }

    public static void drop(Postgres postgres) {
        postgres.run("drop schema shop cascade");
        List<String> ours = postgres.query("select rolname from pg_roles where rolname like 'interlock\\_%'");
        if (!ours.isEmpty()) {
            String names = ours.stream().collect(Collectors.joining(", "));
            postgres.run("drop owned by " + names, "drop role " + names);
        }
        postgres.run("drop owned by shopkeeper", "drop role shopkeeper");
    }

    /** The configuration and the bundle. The upstream `closed` uses what no catalogue lets anybody fetch. */
    public static Path configure(Path folder, Postgres postgres, URI api, TestParties troupe) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve("bundle/catalog")).getParent();
        Files.writeString(bundle.resolve("interlock.yaml"), BUNDLE);
        for (String server : List.of("query", "closed")) {
            Files.writeString(
                    bundle.resolve("catalog/" + server + ".yaml"),
                    "server: " + server + "\ntools: {query: {duty: orders.read, effect: read}}\n");
        }
        for (String server : List.of("orders", "parcels")) {
            Files.writeString(
                    bundle.resolve("catalog/" + server + ".yaml"),
                    "server: " + server + "\ntools: {countOrders: {duty: orders.read, effect: read}}\n");
        }
        Files.writeString(bundle.resolve("catalog/interlock.yaml"), """
                server: interlock
                tools:
                  credential/orders-db: {duty: orders.fetch}
                  credential/parcels-key: {duty: orders.fetch}
                """);
        Leaks.RUN.ofUpstream("X-Api-Key", STANDING);
        QueryApi.description(folder);
        Path secret = Files.writeString(folder.resolve("parcels.key"), STANDING + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String command =
                QueryServer.command().stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", "));
        return Files.writeString(folder.resolve("interlock-server.yaml"), """
                domain: shop.example.com
                listen: 127.0.0.1:0
                credentials:
                  orders-db: %1$s
                  secret-db: %1$s
                  parcels-key: {kind: static, file: parcels.key}
                upstreams:
                  query: {command: [%2$s], per-task: true, era: legacy, credential: orders-db}
                  closed: {command: [%2$s], per-task: true, era: legacy, credential: secret-db}
                  orders: {openapi: orders.openapi.yaml, url: "%3$s", credential: orders-db}
                  parcels: {openapi: orders.openapi.yaml, url: "%3$s", credential: {use: parcels-key, header: X-Api-Key}}
                %4$s""".formatted(
                        database(postgres), command, api, troupe.yaml()));
    }

    /** A credential as a configuration has it: a role that may look at the orders. */
    public static String database(Postgres postgres) {
        return """
                {kind: postgres, url: "postgresql://127.0.0.1:%d/postgres", user: shopkeeper,
                    password: {from-env: %s}, grants: [{may: usage, schema: shop}, {may: select, table: shop.orders}]}""".formatted(postgres.port(), VARIABLE);
    }

    /** The roles that leases have left, or have. */
    public static List<String> roles(Postgres postgres) {
        return postgres.query("select rolname from pg_roles where rolname ~ '^interlock_[0-9a-f]+_[0-9]+$' order by 1");
    }

    /** Who is connected as one of them. */
    static List<String> connected(Postgres postgres) {
        return postgres.query("select usename from pg_stat_activity where usename ~ '^interlock_[0-9a-f]+_[0-9]+$'");
    }

    public static void awaitNothingLeft(Postgres postgres) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!roles(postgres).isEmpty() || !connected(postgres).isEmpty()) {
            assertThat(System.nanoTime())
                    .as("left are " + roles(postgres) + ", connected " + connected(postgres))
                    .isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    public static boolean canLogIn(Postgres postgres, QueryApi.Login login) {
        try {
            postgres.connect(login.user(), login.password()).close();
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isIn("28P01", "28000");
            return false;
        }
    }
}
