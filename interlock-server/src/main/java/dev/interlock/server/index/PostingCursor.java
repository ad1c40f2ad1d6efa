package dev.interlock.server.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** The entries about one term, from the newest down. For one question. */
final class PostingCursor implements AutoCloseable {

    /** The number below all others: there is no entry. */
    static final long NONE = -1;

    private final PreparedStatement query;
    private long[] row = {};

    PostingCursor(Connection reader, long term) throws SQLException {
        query = reader.prepareStatement(
                "SELECT first, rest FROM posting WHERE term = ? AND first < ? ORDER BY first DESC LIMIT 1");
        query.setLong(1, term);
    }

    /**
     * The greatest number below another; {@link #NONE} where there is none.
     *
     * @param number never above one that was asked about before
     */
    long below(long number) throws SQLException {
        if (row.length == 0 || row[0] >= number) {
            row = read(number);
        }
        int place = Arrays.binarySearch(row, number);
        int lower = (place < 0 ? -place - 1 : place) - 1;
        return lower < 0 ? NONE : row[lower];
    }

    /** The row in which the greatest number below another lies. */
    private long[] read(long number) throws SQLException {
        query.setLong(2, number);
        try (ResultSet found = query.executeQuery()) {
            return found.next() ? PackedNumbers.numbers(found.getLong(1), found.getBytes(2)) : new long[0];
        }
    }

    @Override
    public void close() throws SQLException {
        query.close();
    }
}
