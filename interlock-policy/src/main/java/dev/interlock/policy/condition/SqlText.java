package dev.interlock.policy.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a text is one SQL query that only reads. The check is conservative: it knows the part of SQL that all dialects
 * read in the same way and says no to everything else, comments, quoted identifiers, escapes and unknown functions included.
 *
 * <p>The check judges the text, not the database: a view or an operator may still hide a function that writes. A database user
 * without the right to write is the second line.
 */
public final class SqlText {

    private static final int MAX_LENGTH = 10_000;

    /** Words that start or carry a write in some dialect, or that lock rows. */
    private static final Set<String> REFUSED = Set.of(
            "INTO",
            "FOR",
            "UPDATE",
            "INSERT",
            "DELETE",
            "MERGE",
            "REPLACE",
            "UPSERT",
            "CREATE",
            "ALTER",
            "DROP",
            "RENAME",
            "TRUNCATE",
            "GRANT",
            "REVOKE",
            "CALL",
            "EXEC",
            "EXECUTE",
            "DO",
            "SET",
            "RESET",
            "COPY",
            "LOCK",
            "PROCEDURE",
            "OUTFILE",
            "DUMPFILE",
            "LOAD",
            "HANDLER",
            "ATTACH",
            "DETACH",
            "PRAGMA",
            "VACUUM",
            "ANALYZE",
            "REINDEX",
            "WITH",
            "RETURNING",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "SAVEPOINT",
            "DECLARE",
            "USE",
            "SHUTDOWN",
            "KILL",
            "NOTIFY",
            "LISTEN",
            // In dialects that need no separator between statements, each of these begins a second one.
            "BACKUP",
            "RESTORE",
            "DENY",
            "REVERT",
            "DBCC",
            "RECONFIGURE",
            "CHECKPOINT",
            "DISABLE",
            "ENABLE",
            "WAITFOR",
            "WRITETEXT",
            "UPDATETEXT",
            "RAISERROR",
            "BULK",
            // Oracle's sequences are called without parentheses.
            "NEXTVAL");

    /** The words that may stand before an opening parenthesis: key words, and functions without effect in every dialect. */
    private static final Set<String> BEFORE_PARENTHESIS = Set.of(
            "SELECT",
            "DISTINCT",
            "FROM",
            "JOIN",
            "ON",
            "USING",
            "WHERE",
            "AND",
            "OR",
            "NOT",
            "IN",
            "EXISTS",
            "ANY",
            "ALL",
            "SOME",
            "BETWEEN",
            "LIKE",
            "BY",
            "HAVING",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "OVER",
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "COALESCE",
            "NULLIF",
            "LOWER",
            "UPPER",
            "LENGTH",
            "TRIM",
            "ABS",
            "ROUND",
            "CAST",
            "SUBSTR",
            "SUBSTRING",
            "CONCAT",
            "ROW_NUMBER",
            "RANK");

    private static final Set<String> OPERATORS =
            Set.of("=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "%", "||", ",", ".", "(", ")", "?");

    private final String text;
    private final List<String> tokens = new ArrayList<>();

    private SqlText(String text) {
        this.text = text;
    }

    /** Returns true only for a single {@code SELECT} without anything that could write. */
    public static boolean isSelect(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        SqlText sql = new SqlText(text);
        return sql.tokenize() && sql.onlyReads();
    }

    private boolean onlyReads() {
        if (tokens.isEmpty() || !tokens.get(0).equals("SELECT")) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (REFUSED.contains(token)) {
                return false;
            }
            if (token.equals("(")) {
                depth++;
                // A name qualified by a schema is never one of the known functions.
                boolean qualified = i >= 2 && tokens.get(i - 2).equals(".");
                if (isWord(tokens.get(i - 1)) && (qualified || !BEFORE_PARENTHESIS.contains(tokens.get(i - 1)))) {
                    return false;
                }
            } else if (token.equals(")") && --depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    private boolean tokenize() {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end;
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                i++;
                continue;
            } else if (isWordStart(c)) {
                end = i + 1;
                while (end < text.length() && isWordPart(text.charAt(end))) {
                    end++;
                }
                if (end < text.length() && text.charAt(end) == '\'') {
                    return false; // E'..', N'..', X'..' read differently from dialect to dialect
                }
                tokens.add(text.substring(i, end).toUpperCase(Locale.ROOT));
            } else if (isDigit(c)) {
                end = number(i);
                if (end < text.length() && isWordPart(text.charAt(end))) {
                    return false;
                }
                tokens.add("0");
            } else if (c == '\'') {
                end = string(i);
                if (end < 0) {
                    return false;
                }
                tokens.add("''");
            } else {
                end = operator(i);
                if (end < 0) {
                    return false;
                }
                tokens.add(text.substring(i, end));
            }
            i = end;
        }
        return true;
    }

    private int number(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
            end++;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    /** The end of a string literal; -1 when it does not end, or holds a backslash that some dialects read as an escape. */
    private int string(int from) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == 0) {
                return -1;
            }
            if (c == '\'') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** The end of an operator; -1 if it is not known. A run of operator characters is one operator, so that no comment can begin. */
    private int operator(int from) {
        char c = text.charAt(from);
        if (c == '(' || c == ')' || c == ',' || c == '.' || c == '?') {
            return from + 1;
        }
        int end = from;
        while (end < text.length() && "=<>!+-*/%|&^~#@:;`\"[]{}$\\".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end > from && OPERATORS.contains(text.substring(from, end)) ? end : -1;
    }

    private static boolean isWord(String token) {
        return isWordStart(token.charAt(0));
    }

    private static boolean isWordStart(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
