package dev.interlock.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only reads in every dialect is a select; when in doubt it is none. */
class SqlTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT * FROM vendor WHERE id = 'V-1'",
                " select a.b, count(*) as n from t a left join u on a.id = u.id where a.c <> 'it''s; drop' group by a.b order by n desc limit 10",
                "select case when a >= 0.5 then 'x' else 'y' end from t where a in (select id from u) and b like '%--%'",
                "select a from t union all select b from u",
                "select coalesce(a, 0) + 1, max(b) from (select a, b from t) as s where a = ?",
                "select formation, updated_at, intro from settings",
            })
    void isASelect(String sql) {
        assertThat(SqlText.isSelect(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "update t set a = 1",
                "select 1; drop table t",
                "select 1 as a backup database d to disk = 'd.bak'",
                "select 1 as a restore database d from disk = 'd.bak'",
                "select 1 as a deny select on t to u",
                "select 1 as a disable trigger audit on t",
                "select 1 as a waitfor delay '1:00'",
                "select s.nextval from dual",
                "select 1;",
                "select * into outfile '/tmp/x' from t",
                "select a into b from t",
                "select * from t for update",
                "select * from t lock in share mode",
                "with d as (delete from t returning *) select * from d",
                "with a as (select 1) select * from a",
                "select pg_sleep(10)",
                "select lower.evil(1)",
                "select x.count (1)",
                "select evil /**/ (1)",
                "select 1 -- comment",
                "select 1 --comment\n; drop table t",
                "select 1 # comment",
                "select /*! into outfile 'x' */ 1",
                "select '\\'; drop table t; --'",
                "select \"evil\"(1)",
                "select `evil`(1)",
                "select [evil](1)",
                "select $$a$$",
                "select E'a'",
                "select x'41'",
                "select nextval('s')",
                "select next value for s",
                "select @a := 1",
                "select a::evil from t",
                "select 'unterminated",
                "select (1",
                "select 1)",
                "(select 1)",
                "explain analyze select 1",
                "call p()",
                "select a\u00a0from t",
                "ｓｅｌｅｃｔ 1",
                "select a from t where b = \u20181\u2019",
                "select 1e5evil",
                "select a <-> b from t",
                "select a from t \0",
                "select (evil)(1); ",
                "select 'a' 'b\\'",
            })
    void isNone(String sql) {
        assertThat(SqlText.isSelect(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {10_001, 1_000_000})
    void aVeryLongTextIsNone(int length) {
        assertThat(SqlText.isSelect("select 1" + " ".repeat(length))).isFalse();
    }
}
