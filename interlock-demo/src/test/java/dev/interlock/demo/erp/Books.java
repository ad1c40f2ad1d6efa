package dev.interlock.demo.erp;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The ERP's file, read from outside with SQL. */
public final class Books {
    private Books() {}

    /** The first column of each row, as text. */
    public static List<String> query(Path db, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + db);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** What happened, in order: tool and subject of every effect. */
    public static List<String> journal(Path db) throws SQLException {
        return query(db, "select tool || ' ' || subject from journal order by seq");
    }
}
