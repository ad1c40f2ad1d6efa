package dev.interlock.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server, as somebody who is no superuser. */
class PostgresRolesTest extends CredentialEngineConformance {

    private static final String MAKER = "maker";
    private static final String PASSWORD = "the-password-of-the-maker";
    private static final RoleGrant USAGE = schema("sales", RoleGrant.Privilege.USAGE);
    private static final RoleGrant ORDERS = table("sales", "orders", RoleGrant.Privilege.SELECT);

    private static final Postgres POSTGRES = Postgres.shared();

    @BeforeAll
    static void tables() {
        POSTGRES.run(
                "create role " + MAKER + " login createrole password '" + PASSWORD + "'",
                "create schema sales authorization " + MAKER,
                "create table sales.orders (id int, secret text)",
                "insert into sales.orders values (1, 'one')",
                "create table sales.\"odd\"\"; drop table sales.orders; --\" (id int)",
                "grant all on all tables in schema sales to " + MAKER + " with grant option",
                "create table sales.kept (id int)");
    }

    @AfterAll
    static void nothingIsLeft() {
        assertThat(POSTGRES.query("select rolname from pg_roles where rolname ~ '^interlock_[a-z]+_[0-9]+$'"))
                .as("roles that outlive their leases")
                .isEmpty();
        POSTGRES.run(
                "drop schema sales cascade",
                "drop owned by interlock_conform_grants, interlock_others_grants",
                "drop role interlock_conform_grants, interlock_others_grants",
                "drop owned by " + MAKER,
                "drop role " + MAKER);
    }

    private static RoleGrant schema(String name, RoleGrant.Privilege... may) {
        return new RoleGrant.On(Set.of(may), RoleGrant.Kind.SCHEMA, new SqlName(name), new SqlName(name));
    }

    private static RoleGrant table(String schema, String name, RoleGrant.Privilege... may) {
        return new RoleGrant.On(Set.of(may), RoleGrant.Kind.TABLE, new SqlName(schema), new SqlName(name));
    }

    private static PostgresRoles roles(String scope, RoleGrant... grants) {
        return new PostgresRoles(
                new PostgresSettings(
                        scope,
                        "127.0.0.1",
                        POSTGRES.port(),
                        "postgres",
                        MAKER,
                        PASSWORD,
                        3,
                        List.of(grants),
                        Optional.empty()),
                new SecureRandom());
    }

    @Override
    protected CredentialEngine open() {
        return roles("conform", USAGE, ORDERS);
    }

    private static Connection login(Issued issued) throws SQLException {
        return POSTGRES.connect(
                issued.environment().get("PGUSER"), issued.environment().get("PGPASSWORD"));
    }

    @Override
    protected boolean usable(Issued issued) {
        try (Connection connection = login(issued);
                Statement statement = connection.createStatement()) {
            return statement.executeQuery("select * from sales.orders").next();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isIn("28P01", "28000");
            return false;
        }
    }

    @Override
    protected boolean breakOtherSide() throws IOException {
        POSTGRES.stop();
        return true;
    }

    @Override
    protected void mendOtherSide() throws IOException {
        POSTGRES.start();
    }

    @Test
    void aRoleMayWhatTheTemplateSaysAndNothingElse() throws Exception {
        Grant grant = grant();
        try (CredentialEngine engine = open();
                Connection connection = login(engine.issue(grant));
                Statement statement = connection.createStatement()) {
            assertDenied(statement, "insert into sales.orders values (2, 'two')");
            assertDenied(statement, "select * from sales.kept");
            assertDenied(statement, "create table sales.mine (id int)");
            assertDenied(statement, "create role another login");
            assertDenied(statement, "set role interlock_conform_grants");
            assertDenied(statement, "set role " + MAKER);
            engine.withdraw(grant.lease());
        }
    }

    private static void assertDenied(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void anOpenConnectionIsCutInTheMiddleOfAStatement() throws Exception {
        Grant grant = grant();
        try (CredentialEngine engine = open();
                Connection connection = login(engine.issue(grant));
                Statement statement = connection.createStatement()) {
            var running = CompletableFuture.supplyAsync(() -> {
                try {
                    statement.execute("select pg_sleep(60)");
                    return "done";
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            while (!running.isDone()
                    && POSTGRES.query("select 1 from pg_stat_activity where query = 'select pg_sleep(60)'")
                            .isEmpty()) {
                Until.pause();
            }
            assertThat(engine.withdraw(grant.lease())).isEqualTo(Withdrawal.GONE);
            assertThat(running.get(120, TimeUnit.SECONDS)).isEqualTo("57P01");
        }
    }

    @Test
    void whatARoleHasMadeGoesWithItInEveryDatabase() throws Exception {
        POSTGRES.run("create database elsewhere");
        POSTGRES.run("grant create on database elsewhere to " + MAKER + " with grant option");
        Grant grant = grant();
        try (CredentialEngine engine =
                roles("others", schema("sales", RoleGrant.Privilege.CREATE, RoleGrant.Privilege.USAGE))) {
            Issued issued = engine.issue(grant);
            String role = issued.environment().get("PGUSER");
            try (Connection maker = POSTGRES.connect(MAKER, PASSWORD);
                    Statement statement = maker.createStatement()) {
                statement.execute("grant create on database elsewhere to " + role);
            }
            make(login(issued), "create table sales.mine (id int)");
            make(POSTGRES.connect("elsewhere", role, issued.environment().get("PGPASSWORD")), "create schema mine");
            engine.withdraw(grant.lease());
            assertThat(POSTGRES.query("select rolname from pg_roles where rolname = '" + role + "'"))
                    .isEmpty();
            assertThat(POSTGRES.query("select relname from pg_class where relname = 'mine'"))
                    .isEmpty();
        } finally {
            POSTGRES.run("drop database elsewhere");
        }
    }

    private static void make(Connection as, String sql) throws SQLException {
        try (as;
                Statement statement = as.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatARoleHasMadeGoesToTheHeir() throws Exception {
        Grant grant = grant();
        var settings = new PostgresSettings(
                "others",
                "127.0.0.1",
                POSTGRES.port(),
                "postgres",
                MAKER,
                PASSWORD,
                3,
                List.of(schema("sales", RoleGrant.Privilege.CREATE, RoleGrant.Privilege.USAGE)),
                Optional.of(new SqlName(MAKER)));
        try (CredentialEngine engine = new PostgresRoles(settings, new SecureRandom())) {
            make(login(engine.issue(grant)), "create table sales.inherited (id int)");
            engine.withdraw(grant.lease());
        }
        assertThat(POSTGRES.query("select tableowner from pg_tables where tablename = 'inherited'"))
                .containsExactly(MAKER);
    }

    @Test
    void aHostileNameInTheTemplateIsANameAndNothingElse() throws Exception {
        Grant grant = grant();
        String odd = "odd\"; drop table sales.orders; --";
        try (CredentialEngine engine = roles("others", USAGE, table("sales", odd, RoleGrant.Privilege.SELECT))) {
            Issued issued = engine.issue(grant);
            try (Connection connection = login(issued);
                    Statement statement = connection.createStatement()) {
                statement.execute("select * from sales." + SqlName.quoted(odd));
                assertDenied(statement, "select * from sales.orders");
            }
            engine.withdraw(grant.lease());
        }
        assertThat(POSTGRES.query("select count(*) from sales.orders")).containsExactly("1");
        String first = "x".repeat(SqlName.MAX_BYTES);
        assertThatThrownBy(() -> new SqlName(first + "y")).hasMessageContaining("at most 63 bytes");
        assertThatThrownBy(() -> new SqlName("ü".repeat(32))).hasMessageContaining("at most 63 bytes");
        assertThatThrownBy(() -> new SqlName("a\0b")).hasMessageContaining("control characters");
        assertThatThrownBy(() -> new SqlName("a\ud800")).hasMessageContaining("unpaired surrogates");
        assertThatThrownBy(() -> new SqlName("")).hasMessageContaining("not be empty");
    }

    @Test
    void aNarrowerTemplateTakesBackWhatAWiderOneGave() throws Exception {
        Grant wide = grant();
        Grant narrow = grant();
        try (CredentialEngine before = roles("others", USAGE, ORDERS);
                CredentialEngine after = roles("others", USAGE)) {
            before.issue(wide);
            try (Connection connection = login(after.issue(narrow));
                    Statement statement = connection.createStatement()) {
                assertDenied(statement, "select * from sales.orders");
            }
            after.withdraw(wide.lease());
            after.withdraw(narrow.lease());
        }
    }

    @Test
    void whatCannotBeGrantedIsIssuedToNobody() {
        Grant grant = grant();
        try (CredentialEngine engine = roles("others", table("sales", "kept", RoleGrant.Privilege.SELECT))) {
            assertThatThrownBy(() -> engine.issue(grant))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("permission denied");
        }
        assertThat(POSTGRES.query("select rolname from pg_roles where rolname like '%_" + grant.lease() + "'"))
                .isEmpty();
    }

    /** A process dies with its transaction open at the server: the withdrawal waits for it, and finds what it left. */
    @Test
    void aWithdrawalWaitsForATransactionThatADeadProcessHasLeft() throws Exception {
        Grant grant = grant();
        try (CredentialEngine engine = open();
                Connection dead = POSTGRES.connect(MAKER, PASSWORD);
                Statement statement = dead.createStatement()) {
            engine.present();
            dead.setAutoCommit(false);
            statement.execute("create role interlock_conform_" + grant.lease());
            var withdrawal = CompletableFuture.supplyAsync(() -> {
                try {
                    return engine.withdraw(grant.lease());
                } catch (EngineException e) {
                    throw new AssertionError(e);
                }
            });
            while (!withdrawal.isDone()
                    && POSTGRES.query("select 1 from pg_locks where locktype = 'transactionid' and not granted")
                            .isEmpty()) {
                Until.pause();
            }
            statement.execute("grant interlock_conform_" + grant.lease() + " to current_user with inherit true");
            dead.commit();
            assertThat(withdrawal.get(120, TimeUnit.SECONDS)).isEqualTo(Withdrawal.GONE);
            assertThat(engine.present()).doesNotContain(grant.lease());
        }
    }

    /** Whoever knows how a role is ended may lock whatever everybody may lock. */
    @Test
    void noLockThatARoleCanTakeHoldsUpItsEndOrThatOfAnother() throws Exception {
        Grant own = grant();
        Grant others = grant();
        try (CredentialEngine engine = open();
                Connection connection = login(engine.issue(own));
                Statement statement = connection.createStatement()) {
            for (long lease : new long[] {own.lease(), others.lease()}) {
                statement.execute("select pg_advisory_lock(" + keyOfOld("interlock_conform_" + lease) + ")");
            }
            statement.execute("select pg_advisory_lock(" + 0x696e7465726c6fL + ")");

            try (Connection other = login(engine.issue(others))) {
                assertThat(engine.withdraw(others.lease())).isEqualTo(Withdrawal.GONE);
                assertThat(other.isValid(5)).isFalse();
            }
            assertThat(engine.withdraw(own.lease())).isEqualTo(Withdrawal.GONE);
            assertThat(connection.isValid(5)).isFalse();
        }
    }

    /** What a role has made and somebody looks at is dropped only later. */
    @Test
    void aStoppedRoleIsOfNoUseThoughItsEndHasToWait() throws Exception {
        POSTGRES.run("grant create, usage on schema public to " + MAKER + " with grant option");
        Grant grant = grant();
        try (CredentialEngine engine =
                        roles("others", schema("public", RoleGrant.Privilege.CREATE, RoleGrant.Privilege.USAGE));
                Connection looking = POSTGRES.connect("postgres", "none");
                Statement look = looking.createStatement()) {
            Issued issued = engine.issue(grant);
            try (Connection connection = login(issued);
                    Statement statement = connection.createStatement()) {
                statement.execute("create table public.made (id int)");
                looking.setAutoCommit(false);
                look.execute("select * from public.made");

                engine.stop(grant.lease());

                assertThat(connection.isValid(5)).isFalse();
                assertThatThrownBy(() -> login(issued)).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> engine.withdraw(grant.lease())).isInstanceOf(EngineException.class);
            }
            looking.rollback();
            assertThat(engine.withdraw(grant.lease())).isEqualTo(Withdrawal.GONE);
        }
    }

    /** As roles were locked by their names once. */
    private static long keyOfOld(String role) {
        long key = 0x696e7465726c6fL;
        for (char c : role.toCharArray()) {
            key = key * 1_000_003 + c;
        }
        return key;
    }

    /** A function that fits better than the one of the system would be taken, wherever it is looked for. */
    @Test
    void nothingThatARoleHasMadeRunsAsTheOneWhoEndsIt() throws Exception {
        POSTGRES.run("grant create, usage on schema public to " + MAKER + " with grant option");
        Grant grant = grant();
        try (CredentialEngine engine =
                        roles("others", schema("public", RoleGrant.Privilege.CREATE, RoleGrant.Privilege.USAGE));
                Connection connection = login(engine.issue(grant));
                Statement statement = connection.createStatement()) {
            statement.execute("create function public.pg_terminate_backend(integer, integer) returns boolean"
                    + " language plpgsql as $$ begin execute 'create role stolen'; return true; end $$");
            engine.withdraw(grant.lease());
            assertThat(connection.isValid(5)).isFalse();
        } finally {
            assertThat(POSTGRES.query("select rolname from pg_roles where rolname = 'stolen'"))
                    .isEmpty();
        }
    }

    @Test
    void rolesOfOthersAreNotSeen() throws Exception {
        Grant grant = grant();
        try (CredentialEngine engine = open();
                CredentialEngine other = roles("others", USAGE)) {
            engine.issue(grant);
            assertThat(other.present()).doesNotContain(grant.lease());
            other.withdraw(grant.lease());
            assertThat(engine.present()).contains(grant.lease());
            engine.withdraw(grant.lease());
        }
    }
}
