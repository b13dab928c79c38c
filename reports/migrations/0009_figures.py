import django.db.models.deletion
import lib.tenancy.constraints
from django.db import migrations, models


DUE = """
CREATE FUNCTION due_workspaces_figures(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    CROSS JOIN LATERAL (
        SELECT min(figure.as_of) AS oldest FROM public.reports_figure figure
        WHERE figure.workspace_id = workspace.id
    ) figures
    WHERE workspace.closed_at IS NULL AND figures.oldest < now() - interval '3 minutes'
    ORDER BY figures.oldest, workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_figures(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_figures(integer) TO crm_app;
"""
GONE = "DROP FUNCTION due_workspaces_figures(integer);"


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0008_targets'),
        ('workspaces', '0011_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='rollupstate',
            name='looked_on',
            field=models.DateField(null=True, verbose_name='last looked at'),
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kpi', models.CharField(max_length=40, verbose_name='KPI')),
                ('split', models.CharField(blank=True, max_length=20, verbose_name='split by')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('until_on', models.DateField(verbose_name='ends before')),
                ('grain', models.CharField(blank=True, max_length=7, verbose_name='by')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('time_zone', models.CharField(max_length=60, verbose_name='time zone')),
                ('found', models.JSONField(verbose_name='what it came to')),
                ('as_of', models.DateTimeField(verbose_name='as of')),
                ('workspace', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name': 'kept figure',
                'verbose_name_plural': 'kept figures',
                'indexes': [models.Index(fields=['workspace', 'as_of'], name='reports_figure_oldest')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kpi', 'split', 'first_on', 'until_on', 'grain'), name='reports_figure_once'), models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('first_on'))), name='reports_figure_sound'), lib.tenancy.constraints.RowSecurity(name='reports_figure_row_security')],
            },
        ),
        migrations.RunSQL(DUE, GONE),
    ]
