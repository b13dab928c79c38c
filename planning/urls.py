from planning import urls_people

app_name = "planning"

urlpatterns = [*urls_people.urlpatterns]
