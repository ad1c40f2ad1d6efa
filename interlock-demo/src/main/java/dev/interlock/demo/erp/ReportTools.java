package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.erp.Field.Kind;
import dev.interlock.server.json.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reports: reading across everything, the ordinary work of analysts. */
final class ReportTools {
    private static final Map<String, String> REPORTS = new TreeMap<>(Map.of(
            "open-invoices",
            """
            select 'I-' || id as invoice_id, 'V-' || vendor_id as vendor_id, amount, currency
            from invoice where purchase_order is null order by id\
            """,
            "payments",
            """
            select 'P-' || id as payment_id, 'V-' || vendor_id as vendor_id, amount, currency, status
            from payment order by id\
            """,
            "activity",
            "select tool, count(*) as calls from journal group by tool order by tool"));

    private ReportTools() {}

    static List<Tool> all() {
        String names = String.join(", ", REPORTS.keySet());
        return List.of(new Tool(
                "run_report",
                "Run a report",
                "Reports across the books. Available reports: " + names + ".",
                List.of(Field.of("name", Kind.TEXT, "The report: " + names + ".")),
                List.of(
                        Field.of("name", Kind.TEXT, "The report."),
                        Field.of("rows", Kind.ROWS, "The rows of the report.")),
                Tool.Effect.READS,
                ReportTools::run));
    }

    private static ObjectNode run(Arguments arguments, Store.Transaction transaction) throws SQLException, Refused {
        String name = arguments.text("name");
        String sql = REPORTS.get(name);
        if (sql == null) {
            throw new Refused(
                    "there is no report `" + name + "`: choose one of " + String.join(", ", REPORTS.keySet()));
        }
        ObjectNode report = Json.object().put("name", name);
        report.set("rows", transaction.rows(sql));
        return report;
    }
}
